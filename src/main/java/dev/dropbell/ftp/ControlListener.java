package dev.dropbell.ftp;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.ftpserver.DataConnectionConfiguration;
import org.apache.ftpserver.FtpServerConfigurationException;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;
import org.apache.ftpserver.listener.nio.AbstractListener;
import org.apache.ftpserver.listener.nio.FtpResponseEncoder;
import org.apache.ftpserver.ssl.SslConfiguration;
import org.apache.mina.core.service.IoService;
import org.apache.mina.core.session.DefaultIoSessionDataStructureFactory;
import org.apache.mina.core.session.IdleStatus;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.core.session.IoSessionDataStructureFactory;
import org.apache.mina.filter.codec.ProtocolCodecFactory;
import org.apache.mina.filter.codec.ProtocolCodecFilter;
import org.apache.mina.filter.codec.ProtocolDecoder;
import org.apache.mina.filter.codec.ProtocolEncoder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts control connections and watches all of them with one thread. Commands that may block run
 * on workers, so an idle connection holds no thread. Replies leave at once (TCP_NODELAY): a small
 * upload must not wait 40 ms for a delayed ACK.
 */
final class ControlListener extends AbstractListener {

  private static final Logger log = LoggerFactory.getLogger(ControlListener.class);

  private static final int BACKLOG = 1024;
  private static final long IDLE_CHECK_MILLIS = 1000;
  private static final long ACCEPT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final DataPorts dataPorts;
  private final FtpProperties settings;
  private final InetSocketAddress address;
  private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
  private final IoSessionDataStructureFactory structures =
      new DefaultIoSessionDataStructureFactory();
  private final ControlService service = new ControlService();
  private final ProtocolCodecFilter codec = new ProtocolCodecFilter(new Codec());
  private final ExecutorService workers =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("ftp-command-", 0).factory());
  private final Set<ControlConnection> connections = ConcurrentHashMap.newKeySet();
  private @Nullable FtpServerContext context;
  private @Nullable CommandHandler handler;
  private @Nullable Selector selector;
  private @Nullable ServerSocketChannel acceptor;

  /** Makes the data port of a new connection. */
  interface DataPorts {
    DataPort open(IoSession session);
  }

  ControlListener(
      InetSocketAddress address,
      FtpProperties settings,
      @Nullable SslConfiguration ssl,
      DataConnectionConfiguration dataConnections,
      DataPorts dataPorts) {
    super(
        address.getHostString(),
        address.getPort(),
        false,
        ssl,
        dataConnections,
        (int) settings.idleTimeout().toSeconds(),
        null);
    this.address = address;
    this.settings = settings;
    this.dataPorts = dataPorts;
  }

  @Override
  public synchronized void start(FtpServerContext serverContext) {
    try {
      context = serverContext;
      handler = new CommandHandler(serverContext, this);
      service.setHandler(handler);
      selector = Selector.open();
      acceptor = ServerSocketChannel.open();
      acceptor.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      acceptor.bind(address, BACKLOG);
      acceptor.configureBlocking(false);
      acceptor.register(selector, SelectionKey.OP_ACCEPT);
      setPort(((InetSocketAddress) acceptor.getLocalAddress()).getPort());
    } catch (IOException e) {
      stop();
      throw new FtpServerConfigurationException("cannot bind " + address, e);
    }
    Thread.ofPlatform().name("ftp-control").start(this::watch);
  }

  /** Takes no new connection in. */
  synchronized void closeDoor() {
    closeQuietly(acceptor);
    if (selector != null) {
      selector.wakeup(); // the port closes when the selector lets go of it
    }
  }

  /** Says goodbye to every client, then closes. */
  @Override
  public synchronized void stop() {
    closeDoor();
    acceptor = null;
    for (ControlConnection connection : connections) {
      Replies.send(
          connection,
          FtpReply.REPLY_421_SERVICE_NOT_AVAILABLE_CLOSING_CONTROL_CONNECTION,
          "The server is shutting down.");
      connection.closeOnFlush();
    }
    closeQuietly(selector);
    workers.shutdown();
  }

  @Override
  public synchronized boolean isStopped() {
    return acceptor == null;
  }

  /** The port is bound from start to stop. */
  @Override
  public boolean isSuspended() {
    return false;
  }

  @Override
  public void suspend() {
    throw new UnsupportedOperationException("a listener is stopped, not suspended");
  }

  @Override
  public void resume() {
    throw new UnsupportedOperationException("a listener is stopped, not suspended");
  }

  @Override
  public Set<FtpIoSession> getActiveSessions() {
    return connections.stream()
        .map(connection -> new FtpIoSession(connection, context))
        .collect(Collectors.toSet());
  }

  IoService service() {
    return service;
  }

  CommandHandler handler() {
    return requireNonNull(handler);
  }

  /** Gives a session the places where MINA keeps its attributes and what is to be sent. */
  void equip(ControlConnection connection) {
    try {
      connection.setAttributeMap(structures.getAttributeMap(connection));
      connection.setWriteRequestQueue(structures.getWriteRequestQueue(connection));
    } catch (Exception e) {
      throw new IllegalStateException("the library's own factory does not throw", e);
    }
  }

  ExecutorService workers() {
    return workers;
  }

  /** Makes the watching thread look at what a connection waits for now. */
  void wakeUp() {
    requireNonNull(selector).wakeup();
  }

  /** The connection has ended. */
  void forget(ControlConnection connection) {
    if (connections.remove(connection)) {
      perAddress.computeIfPresent(
          connection.clientAddress(), (_, count) -> count == 1 ? null : count - 1);
    }
    wakeUp(); // the socket closes when the selector lets go of it
  }

  private void watch() {
    Selector watched = requireNonNull(selector);
    long checked = System.nanoTime();
    try {
      while (watched.isOpen()) {
        watched.select(this::ready, IDLE_CHECK_MILLIS);
        if (System.nanoTime() - checked > TimeUnit.MILLISECONDS.toNanos(IDLE_CHECK_MILLIS)) {
          checked = System.nanoTime();
          closeIdle();
        }
      }
    } catch (ClosedSelectorException stopped) {
      log.debug("control listener stopped");
    } catch (IOException e) {
      log.error("control listener failed: no command is heard any more", e);
    }
  }

  private void ready(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        accept();
        return;
      }
      ControlConnection connection = (ControlConnection) key.attachment();
      if (key.isWritable()) {
        connection.writeReady();
      }
      if (key.isReadable()) {
        connection.readReady();
      }
    } catch (CancelledKeyException closed) {
      // The connection was closed between the event and now.
    } catch (RuntimeException e) {
      log.error("control connection failed: key={}", key, e);
      key.cancel();
    }
  }

  private void accept() {
    try {
      SocketChannel channel = requireNonNull(acceptor).accept();
      if (channel != null) {
        open(channel);
      }
    } catch (ClosedChannelException e) {
      log.debug("nobody is taken in any more");
    } catch (IOException e) {
      // Out of file descriptors, most likely: the connection is still there and reported at once.
      log.warn("connection not accepted: reason={}", e.toString());
      LockSupport.parkNanos(ACCEPT_PAUSE_NANOS);
    }
  }

  private void open(SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    SelectionKey key = channel.register(requireNonNull(selector), 0);
    ControlConnection connection = new ControlConnection(this, channel, key);
    key.attach(connection);
    connections.add(connection);
    DataPort dataPort = dataPorts.open(connection);
    SessionState.open(connection, dataPort);
    // The library's commands find their data connection under this name.
    connection.setAttribute("org.apache.ftpserver.data-connection", dataPort);
    connection.getFilterChain().addLast("codec", codec);
    connection.getFilterChain().fireSessionCreated();
    int sameAddress = perAddress.merge(connection.clientAddress(), 1, Integer::sum);
    if (connections.size() > settings.maxConnections()
        || sameAddress > settings.maxConnectionsPerAddress()) {
      Replies.send(
          connection,
          FtpReply.REPLY_421_SERVICE_NOT_AVAILABLE_CLOSING_CONTROL_CONNECTION,
          "Too many connections; try again later.");
      connection.closeOnFlush();
      return;
    }
    connection.getFilterChain().fireSessionOpened();
    key.interestOps(SelectionKey.OP_READ);
  }

  /**
   * Ends what has been silent for too long. Whoever has not logged in yet gets less time, however
   * much is said.
   */
  private void closeIdle() {
    long idle = settings.idleTimeout().toNanos();
    long login = settings.loginTimeout().toMillis();
    for (ControlConnection connection : connections) {
      SessionState.of(connection).endIfStalled();
      boolean late =
          !connection.isLoggedIn()
              && System.currentTimeMillis() - connection.getCreationTime() > login;
      if (late || connection.idleNanos() > idle) {
        connection.getFilterChain().fireSessionIdle(IdleStatus.BOTH_IDLE);
      }
    }
  }

  private static void closeQuietly(@Nullable AutoCloseable closeable) {
    try {
      if (closeable != null) {
        closeable.close();
      }
    } catch (Exception e) {
      log.warn("not closed: {}", closeable, e);
    }
  }

  /**
   * A decoder for each connection, an encoder for all. MINA asks for the decoder with every piece
   * that comes, and a command may come in several.
   */
  private static final class Codec implements ProtocolCodecFactory {

    private final ProtocolEncoder encoder = new FtpResponseEncoder();

    @Override
    public ProtocolEncoder getEncoder(IoSession session) {
      return encoder;
    }

    @Override
    public ProtocolDecoder getDecoder(IoSession session) {
      return ((ControlConnection) session).decoder();
    }
  }
}
