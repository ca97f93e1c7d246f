package dev.dropbell.ftp;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.apache.ftpserver.DataConnectionException;
import org.apache.ftpserver.ftplet.DataConnection;
import org.apache.ftpserver.impl.ServerDataConnectionFactory;
import org.jspecify.annotations.Nullable;

/**
 * The data connections of one session, in place of the library's: ours can be closed while somebody
 * waits for it, accepts no connection from another address than the client's, and reads in pieces
 * that are worth a system call.
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
  private @Nullable ServerSocket passive;

  /** Guarded by this. */
  private @Nullable InetSocketAddress active;

  /** Guarded by this. */
  private @Nullable Socket socket;

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
    ServerSocket listening = ports.listen(local);
    synchronized (this) {
      passive = listening;
    }
    return new InetSocketAddress(local, listening.getLocalPort());
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
   */
  Socket connect() throws IOException {
    progressed();
    transferring = true;
    ServerSocket listening;
    InetSocketAddress target;
    synchronized (this) {
      listening = passive;
      target = active;
    }
    Socket connected = listening != null ? accept(listening) : connectTo(target);
    keep(connected);
    progressed();
    if (!secure) {
      return connected;
    }
    SSLSocket wrapped = tls.wrap(connected);
    wrapped.startHandshake();
    return wrapped;
  }

  /** Something has gone over the data connection. */
  void progressed() {
    progress.incrementAndGet();
  }

  /** The stream of a connected socket, whose reading counts as progress. */
  InputStream inputOf(Socket connected) throws IOException {
    return new FilterInputStream(connected.getInputStream()) {
      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        progressed();
        return count;
      }
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
    Socket connected = socket;
    ServerSocket listening = passive;
    socket = null;
    passive = null;
    active = null;
    if (connected != null) {
      closeQuietly(connected);
    }
    if (listening != null) {
      closeQuietly(listening);
      ports.release(listening.getLocalPort());
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
    return passive == null ? 0 : passive.getLocalPort();
  }

  @Override
  public void setServerControlAddress(InetAddress address) {
    local = address;
  }

  /** A stranger who guesses the port is turned away, and the client still awaited. */
  private Socket accept(ServerSocket listening) throws IOException {
    while (true) {
      Socket candidate = listening.accept();
      if (candidate.getInetAddress().equals(client)) {
        return candidate;
      }
      candidate.close();
    }
  }

  private Socket connectTo(@Nullable InetSocketAddress target) throws IOException {
    if (target == null) {
      throw new SocketException("neither PASV nor PORT came before");
    }
    Socket connecting = new Socket();
    keep(connecting);
    connecting.connect(target, (int) timeout.toMillis());
    return connecting;
  }

  private synchronized void keep(Socket connected) throws IOException {
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
