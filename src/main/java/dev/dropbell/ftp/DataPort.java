package dev.dropbell.ftp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.apache.ftpserver.DataConnectionException;
import org.apache.ftpserver.ftplet.DataConnection;
import org.apache.ftpserver.impl.ServerDataConnectionFactory;
import org.jspecify.annotations.Nullable;

/**
 * The data connections of one session, in place of the library's: ours can be closed while somebody
 * waits for it, accepts no connection from another address than the client's, and lets bytes pass
 * between socket and file without an array in between.
 *
 * <p>Safe for concurrent use: the session's commands open and use it, and whoever notices that the
 * client is gone closes it. No lock is held while waiting.
 */
final class DataPort implements ServerDataConnectionFactory {

  private final PassivePorts ports;
  private final DataTls tls;
  private final InetAddress client;
  private final Duration timeout;
  private InetAddress local;

  /** Guarded by this. */
  private @Nullable ServerSocketChannel passive;

  /** Guarded by this. */
  private @Nullable InetSocketAddress active;

  /** Guarded by this. */
  private @Nullable SocketChannel socket;

  private volatile boolean secure;

  /** From the wait for the client to the end of the data. */
  private volatile boolean transferring;

  /** Grows with everything that happens on the data connections of this session. */
  private final AtomicLong progress = new AtomicLong();

  /** What the listener's thread saw last, and when it was new. Of that thread only. */
  private long seenProgress = -1;

  private long seenAtNanos;

  /** Wraps a connected socket for TLS. */
  interface DataTls {
    SSLSocket wrap(Socket socket) throws IOException;
  }

  DataPort(
      PassivePorts ports, DataTls tls, InetAddress local, InetAddress client, Duration timeout) {
    this.ports = ports;
    this.tls = tls;
    this.local = local;
    this.client = client;
    this.timeout = timeout;
  }

  @Override
  public InetSocketAddress initPassiveDataConnection() throws DataConnectionException {
    closeDataConnection();
    ServerSocketChannel listening = ports.listen(local);
    synchronized (this) {
      passive = listening;
    }
    return new InetSocketAddress(local, PassivePorts.portOf(listening));
  }

  @Override
  public void initActiveDataConnection(InetSocketAddress address) {
    closeDataConnection();
    synchronized (this) {
      active = address;
    }
  }

  /** Whether PASV, EPSV, PORT or EPRT came before. */
  synchronized boolean isPrepared() {
    return passive != null || active != null;
  }

  @Override
  public DataConnection openConnection() throws IOException {
    return new SocketDataConnection(connect(), this);
  }

  /**
   * Waits for the client to connect, or connects to it. {@link #closeDataConnection} ends the
   * waiting, and closes the connection.
   *
   * @return an {@link SSLSocket}, or one with a channel
   */
  Socket connect() throws IOException {
    progressed();
    transferring = true;
    ServerSocketChannel listening;
    InetSocketAddress target;
    synchronized (this) {
      listening = passive;
      target = active;
    }
    SocketChannel connected = listening != null ? accept(listening) : connectTo(target);
    keep(connected);
    progressed();
    if (!secure) {
      return connected.socket();
    }
    SSLSocket wrapped = tls.wrap(connected.socket());
    wrapped.startHandshake();
    return wrapped;
  }

  /** Something has gone over the data connection. */
  void progressed() {
    progress.incrementAndGet();
  }

  /** What comes over a connected socket; reading counts as progress, closing is up to others. */
  ReadableByteChannel inputOf(Socket connected) throws IOException {
    ReadableByteChannel in =
        connected instanceof SSLSocket
            ? Channels.newChannel(connected.getInputStream())
            : connected.getChannel();
    return new ReadableByteChannel() {
      @Override
      public int read(ByteBuffer buffer) throws IOException {
        int count = in.read(buffer);
        progressed();
        return count;
      }

      @Override
      public boolean isOpen() {
        return in.isOpen();
      }

      @Override
      public void close() {}
    };
  }

  /**
   * Whether a transfer has stood still for too long, in either direction. Asked about once a second
   * by the listener's thread, so that waiting for data costs no time-out of its own, which Java
   * pays for with several system calls for each socket.
   */
  boolean isStalled() {
    long now = System.nanoTime();
    long seen = progress.get();
    if (!transferring || seen != seenProgress) {
      seenProgress = seen;
      seenAtNanos = now;
      return false;
    }
    return now - seenAtNanos > timeout.toNanos();
  }

  /** Whether the client has opened the data connection. */
  synchronized boolean isConnected() {
    return socket != null;
  }

  @Override
  public synchronized void closeDataConnection() {
    transferring = false;
    SocketChannel connected = socket;
    ServerSocketChannel listening = passive;
    socket = null;
    passive = null;
    active = null;
    if (connected != null) {
      closeQuietly(connected);
    }
    if (listening != null) {
      int port = PassivePorts.portOf(listening);
      closeQuietly(listening);
      ports.release(port);
    }
  }

  @Override
  public void dispose() {
    closeDataConnection();
  }

  @Override
  public boolean isSecure() {
    return secure;
  }

  @Override
  public void setSecure(boolean secure) {
    this.secure = secure;
  }

  /** Waiting is bounded by {@link #connect} itself. */
  @Override
  public boolean isTimeout(long now) {
    return false;
  }

  @Override
  public boolean isZipMode() {
    return false;
  }

  /** MODE Z is refused before it comes here. */
  @Override
  public void setZipMode(boolean zip) {}

  @Override
  public InetAddress getInetAddress() {
    return local;
  }

  @Override
  public synchronized int getPort() {
    return passive == null ? 0 : PassivePorts.portOf(passive);
  }

  @Override
  public void setServerControlAddress(InetAddress address) {
    local = address;
  }

  /** A stranger who guesses the port is turned away, and the client still awaited. */
  private SocketChannel accept(ServerSocketChannel listening) throws IOException {
    while (true) {
      SocketChannel candidate = listening.accept();
      if (candidate.getRemoteAddress() instanceof InetSocketAddress from
          && from.getAddress().equals(client)) {
        return candidate;
      }
      candidate.close();
    }
  }

  private SocketChannel connectTo(@Nullable InetSocketAddress target) throws IOException {
    if (target == null) {
      throw new SocketException("neither PASV nor PORT came before");
    }
    SocketChannel connecting = SocketChannel.open();
    keep(connecting);
    connecting.socket().connect(target, (int) timeout.toMillis());
    return connecting;
  }

  private synchronized void keep(SocketChannel connected) throws IOException {
    if (passive == null && active == null) {
      connected.close();
      throw new SocketException("the data connection was closed meanwhile");
    }
    socket = connected;
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception alreadyBroken) {
      // Nothing is lost with a connection that nobody wants any more.
    }
  }
}
