package dev.dropbell.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stands between an FTP client and a server, for control and data connections alike, and breaks
 * what it is told to break. It reads EPSV's replies to get between the data connections. Safe for
 * concurrent use.
 */
final class BreakingProxy implements AutoCloseable {

  private static final Pattern PASSIVE = Pattern.compile("229 .*\\(\\|\\|\\|(\\d+)\\|\\).*");
  private static final int BUFFER = 4096;

  private final InetSocketAddress server;
  private final Function<Line, @Nullable Fault> faults;
  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Set<ServerSocket> listeners = ConcurrentHashMap.newKeySet();
  private final AtomicLong uploaded = new AtomicLong();
  private final AtomicReference<@Nullable String> cutBefore = new AtomicReference<>();

  /** What a connection is for. */
  enum Line {
    CONTROL,
    DATA
  }

  /** How a connection breaks. */
  enum Kind {
    /** Both ends see an orderly end. */
    DROP,
    /** Both ends see a reset. */
    RESET,
    /** Nothing more comes through, and nobody is told. */
    STALL,
    /** The server sees an orderly end; what the client sends goes nowhere. */
    TRUNCATE
  }

  /**
   * When it breaks.
   *
   * @param afterBytes in the direction that is told
   * @param toServer whether what goes to the server is counted, or what comes from it
   */
  record Fault(Kind kind, long afterBytes, boolean toServer) {}

  /**
   * Listens before a server.
   *
   * @param faults asked for each connection; null lets it be
   */
  BreakingProxy(InetSocketAddress server, Function<Line, @Nullable Fault> faults)
      throws IOException {
    this.server = server;
    this.faults = faults;
    this.listener = listen();
    Thread.ofVirtual().start(() -> accept(listener, server, Line.CONTROL));
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Drops the next control connection that is to bring such a reply, in its place. */
  void cutBefore(String reply) {
    cutBefore.set(reply);
  }

  /** How many bytes of files have reached the server through it. */
  long uploadedBytes() {
    return uploaded.get();
  }

  private ServerSocket listen() throws IOException {
    ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    listeners.add(socket);
    return socket;
  }

  private void accept(ServerSocket from, InetSocketAddress to, Line line) {
    try {
      do {
        Socket client = from.accept();
        Thread.ofVirtual().start(() -> connect(client, to, line));
      } while (line == Line.CONTROL);
      from.close();
    } catch (IOException closed) {
      // The test is over, or the data connection is there.
    }
  }

  private void connect(Socket client, InetSocketAddress to, Line line) {
    Socket upstream = new Socket();
    sockets.add(client);
    sockets.add(upstream);
    try {
      upstream.connect(to);
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
      Fault fault = faults.apply(line);
      Thread.ofVirtual().start(() -> pump(client, upstream, line, true, fault));
      pump(upstream, client, line, false, fault);
    } catch (IOException e) {
      reset(client);
      reset(upstream);
    }
  }

  private void pump(Socket from, Socket to, Line line, boolean toServer, @Nullable Fault fault) {
    long left = fault != null && fault.toServer() == toServer ? fault.afterBytes() : Long.MAX_VALUE;
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[BUFFER];
      ByteArrayOutputStream reply = new ByteArrayOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        int through = (int) Math.min(read, left);
        byte[] bytes = Arrays.copyOf(buffer, through);
        boolean replies = line == Line.CONTROL && !toServer;
        out.write(replies ? rewritten(bytes, reply) : bytes);
        uploaded.addAndGet(line == Line.DATA && toServer ? through : 0);
        left -= through;
        if (left <= 0) {
          strike(from, to, requireNonNull(fault).kind());
          return;
        }
      }
      to.shutdownOutput();
    } catch (IOException broken) {
      close(from);
      close(to);
    }
  }

  /** Whole lines, with our port in the place of the server's; the rest waits for its end. */
  private byte[] rewritten(byte[] bytes, ByteArrayOutputStream reply) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte b : bytes) {
      reply.write(b);
      if (b == '\n') {
        whole.write(line(reply.toString(ISO_8859_1)).getBytes(ISO_8859_1));
        reply.reset();
      }
    }
    return whole.toByteArray();
  }

  private String line(String line) throws IOException {
    String cut = cutBefore.get();
    if (cut != null && line.startsWith(cut) && cutBefore.compareAndSet(cut, null)) {
      throw new IOException("cut");
    }
    Matcher passive = PASSIVE.matcher(line.strip());
    if (!passive.matches()) {
      return line;
    }
    ServerSocket data = listen();
    InetSocketAddress to =
        new InetSocketAddress(server.getAddress(), Integer.parseInt(passive.group(1)));
    Thread.ofVirtual().start(() -> accept(data, to, Line.DATA));
    return "229 Entering Extended Passive Mode (|||%d|)\r\n".formatted(data.getLocalPort());
  }

  private static void strike(Socket from, Socket to, Kind kind) throws IOException {
    switch (kind) {
      case DROP -> {
        close(from);
        close(to);
      }
      case RESET -> {
        reset(from);
        reset(to);
      }
      case STALL -> {}
      case TRUNCATE -> {
        to.shutdownOutput();
        from.getInputStream().transferTo(OutputStream.nullOutputStream());
      }
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException closed) {
      // Then it cannot be reset any more.
    }
    close(socket);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  @Override
  public void close() throws IOException {
    for (ServerSocket open : listeners) {
      open.close();
    }
    sockets.forEach(BreakingProxy::reset);
  }
}
