package dev.dropbell.socketio;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.fail;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One WebSocket, written by hand, so that a test says what is on the wire and nothing else does
 * (RFC 6455). What comes is queued in its order. Frames are masked with zeros.
 */
final class RawSocket {

  /** The handshake was answered with another status than 101. */
  static final class RefusedException extends RuntimeException {
    private final int status;

    RefusedException(int status) {
      super("WebSocket refused: " + status);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  private static final int PATIENCE_SECONDS = 10;
  private static final int FIN = 0x80;
  private static final int MASKED = 0x80;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int OPCODE = 0xF;
  private static final int NORMAL = 1000;

  private final Socket socket;
  private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();

  private RawSocket(Socket socket) {
    this.socket = socket;
  }

  /**
   * Opens one.
   *
   * @param headers names and values in turn
   * @throws RefusedException when the server does not want it
   */
  static RawSocket open(int port, String uri, String... headers) {
    try {
      return open(new Socket(InetAddress.getLoopbackAddress(), port), uri, headers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the other, over a connected socket. */
  static RawSocket open(Socket socket, String uri, String... headers) {
    try {
      RawSocket opened = new RawSocket(socket);
      socket.setTcpNoDelay(true);
      DataInputStream in =
          new DataInputStream(new BufferedInputStream(opened.socket.getInputStream()));
      opened.handshake(in, uri, headers);
      Thread.ofVirtual().start(() -> opened.read(in));
      return opened;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RawSocket send(String packet) {
    return send(TEXT, packet.getBytes(UTF_8));
  }

  RawSocket send(byte[] packet) {
    return send(BINARY, packet);
  }

  /** The next text packet, heartbeats included. */
  String next() {
    return (String) take();
  }

  byte[] nextBinary() {
    return (byte[]) take();
  }

  /**
   * The next text packet that is no ping, which is answered, nor a count of clients: both come when
   * they like.
   */
  String nextMessage() {
    String packet = next();
    while (packet.equals("2") || packet.matches("42\\[\"(new_client|client_count)\".*")) {
      if (packet.equals("2")) {
        send("3");
      }
      packet = next();
    }
    return packet;
  }

  /** What came so far besides pings. */
  List<Object> messages() {
    List<Object> all = new ArrayList<>(received);
    all.remove("2");
    return all;
  }

  /** Takes the text packets that came so far. */
  List<String> drain() {
    List<Object> all = new ArrayList<>();
    received.drainTo(all);
    return all.stream().map(String.class::cast).toList();
  }

  /** Waits until the server has closed it, and tells with which code, or -1 for none. */
  int awaitClosed() {
    return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  boolean isOpen() {
    return !closed.isDone();
  }

  /** Says goodbye and waits for the answer. */
  void close() {
    send(CLOSE, ByteBuffer.allocate(Short.BYTES).putShort((short) NORMAL).array());
    awaitClosed();
  }

  /** As if the network were cut. */
  void abort() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized RawSocket send(int opcode, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 14);
    frame.write(FIN | opcode);
    if (payload.length < 126) {
      frame.write(MASKED | payload.length);
    } else if (payload.length <= 0xFFFF) {
      frame.write(MASKED | 126);
      frame.writeBytes(ByteBuffer.allocate(Short.BYTES).putShort((short) payload.length).array());
    } else {
      frame.write(MASKED | 127);
      frame.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(payload.length).array());
    }
    frame.writeBytes(new byte[4]);
    frame.writeBytes(payload);
    try {
      frame.writeTo(socket.getOutputStream());
    } catch (IOException gone) {
      // The server may have closed it for the packet before: awaitClosed tells, and next() fails.
    }
    return this;
  }

  private Object take() {
    try {
      Object packet = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return packet == null ? fail("nothing came; closed: " + closed) : packet;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void handshake(DataInputStream in, String uri, String... headers) throws IOException {
    StringBuilder request =
        new StringBuilder("GET " + uri + " HTTP/1.1\r\nHost: 127.0.0.1\r\n")
            .append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n")
            .append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    for (int i = 0; i < headers.length; i += 2) {
      request.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
    }
    socket.getOutputStream().write(request.append("\r\n").toString().getBytes(US_ASCII));
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append((char) in.readUnsignedByte());
    }
    int status = Integer.parseInt(head.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
    if (status != 101) {
      socket.close();
      throw new RefusedException(status);
    }
  }

  private void read(DataInputStream in) {
    int code = -1;
    try (socket) {
      while (code < 0) {
        int opcode = in.readUnsignedByte() & OPCODE;
        byte[] payload = in.readNBytes(length(in));
        switch (opcode) {
          case TEXT -> received.add(new String(payload, UTF_8));
          case BINARY -> received.add(payload);
          case CLOSE -> code = ByteBuffer.wrap(payload).getShort();
          default -> throw new IOException("unexpected frame " + opcode);
        }
      }
    } catch (IOException cut) {
      // The code says so.
    }
    closed.complete(code);
  }

  private static int length(DataInputStream in) throws IOException {
    int length = in.readUnsignedByte();
    return switch (length) {
      case 126 -> in.readUnsignedShort();
      case 127 -> (int) in.readLong();
      default -> length;
    };
  }
}
