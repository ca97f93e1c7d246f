package dev.dropbell.ftp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.ftpserver.DataConnectionConfiguration;
import org.apache.ftpserver.FtpServerConfigurationException;
import org.apache.ftpserver.ftplet.DefaultFtpReply;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;
import org.apache.ftpserver.listener.nio.AbstractListener;
import org.apache.ftpserver.listener.nio.FtpHandlerAdapter;
import org.apache.ftpserver.listener.nio.FtpResponseEncoder;
import org.apache.mina.core.filterchain.DefaultIoFilterChainBuilder;
import org.apache.mina.core.session.IdleStatus;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.filter.codec.ProtocolCodecFactory;
import org.apache.mina.filter.codec.ProtocolCodecFilter;
import org.apache.mina.filter.codec.ProtocolDecoder;
import org.apache.mina.filter.codec.ProtocolEncoder;
import org.apache.mina.filter.executor.ExecutorFilter;
import org.apache.mina.filter.executor.OrderedThreadPoolExecutor;
import org.apache.mina.transport.socket.nio.NioSocketAcceptor;
import org.jspecify.annotations.Nullable;

/**
 * The control connections, in place of the library's listener. What is different: replies leave at
 * once (TCP_NODELAY; a small upload must not wait 40 ms for a delayed ACK), lines are cut by {@link
 * CommandDecoder}, {@link OutOfBandFilter} sees what cannot wait, and commands run on virtual
 * threads, so that an idle connection holds none.
 */
final class ControlListener extends AbstractListener {

  private static final int BACKLOG = 1024;

  private final DataPorts dataPorts;
  private final int maxConnections;
  private final InetSocketAddress address;
  private final ThreadPoolExecutor commands;
  private @Nullable NioSocketAcceptor acceptor;
  private @Nullable FtpServerContext context;

  /** Makes the data port of a new session. */
  interface DataPorts {
    DataPort open(IoSession session);
  }

  ControlListener(
      InetSocketAddress address,
      int idleSeconds,
      int maxConnections,
      DataConnectionConfiguration dataConnections,
      DataPorts dataPorts) {
    super(
        address.getHostString(),
        address.getPort(),
        false,
        null,
        dataConnections,
        idleSeconds,
        null);
    this.address = address;
    this.maxConnections = maxConnections;
    this.dataPorts = dataPorts;
    this.commands =
        new OrderedThreadPoolExecutor(
            0,
            maxConnections,
            30,
            TimeUnit.SECONDS,
            Thread.ofVirtual().name("ftp-command-", 0).factory());
  }

  @Override
  public synchronized void start(FtpServerContext serverContext) {
    context = serverContext;
    NioSocketAcceptor starting = new NioSocketAcceptor();
    starting.setReuseAddress(true);
    // Otherwise unbinding closes every session before it hears why.
    starting.setCloseOnDeactivation(false);
    starting.setBacklog(BACKLOG);
    starting.getSessionConfig().setTcpNoDelay(true);
    starting.getSessionConfig().setReadBufferSize(2048);
    starting.getSessionConfig().setIdleTime(IdleStatus.BOTH_IDLE, getIdleTimeout());
    DefaultIoFilterChainBuilder filters = starting.getFilterChain();
    filters.addLast("codec", new ProtocolCodecFilter(new Codec()));
    filters.addLast("outOfBand", new OutOfBandFilter());
    filters.addLast("commands", new ExecutorFilter(commands));
    ControlHandler handler = new ControlHandler();
    handler.init(serverContext, this);
    starting.setHandler(new Sessions(serverContext, handler));
    try {
      starting.bind(address);
    } catch (IOException e) {
      starting.dispose();
      throw new FtpServerConfigurationException("cannot bind " + address, e);
    }
    setPort(starting.getLocalAddress().getPort());
    acceptor = starting;
  }

  /** Says goodbye to every client, then closes. */
  @Override
  public synchronized void stop() {
    NioSocketAcceptor stopping = acceptor;
    if (stopping == null) {
      return;
    }
    acceptor = null;
    stopping.unbind();
    for (IoSession session : stopping.getManagedSessions().values()) {
      session.write(
          new DefaultFtpReply(
              FtpReply.REPLY_421_SERVICE_NOT_AVAILABLE_CLOSING_CONTROL_CONNECTION,
              "The server is shutting down."));
      session.closeOnFlush();
    }
    stopping.dispose(true);
    commands.shutdown();
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
  public synchronized Set<FtpIoSession> getActiveSessions() {
    NioSocketAcceptor current = acceptor;
    return current == null
        ? Set.of()
        : current.getManagedSessions().values().stream()
            .map(session -> new FtpIoSession(session, context))
            .collect(Collectors.toSet());
  }

  /** Gives each session its state, and turns those away that are too many. */
  private final class Sessions extends FtpHandlerAdapter {

    Sessions(FtpServerContext context, ControlHandler handler) {
      super(context, handler);
    }

    @Override
    public void sessionCreated(IoSession session) throws Exception {
      DataPort dataPort = dataPorts.open(session);
      SessionState.open(session, dataPort);
      // The library's commands find their data connection under this name.
      session.setAttribute("org.apache.ftpserver.data-connection", dataPort);
      super.sessionCreated(session);
    }

    /** In the order of the lines, so that a client that sends ahead can tell the answers apart. */
    @Override
    public void messageReceived(IoSession session, Object message) throws Exception {
      if (message.equals(CommandDecoder.TOO_LONG)) {
        Replies.send(
            session, 500, "The command line is longer than " + CommandDecoder.MAX_LINE + " bytes.");
        return;
      }
      getFtpHandler()
          .messageReceived(new FtpIoSession(session, context), new CommandLine(message.toString()));
    }

    @Override
    public void sessionOpened(IoSession session) throws Exception {
      if (session.getService().getManagedSessionCount() > maxConnections) {
        session.write(
            new DefaultFtpReply(
                FtpReply.REPLY_421_SERVICE_NOT_AVAILABLE_CLOSING_CONTROL_CONNECTION,
                "Too many connections; try again later."));
        session.closeOnFlush();
        return;
      }
      super.sessionOpened(session);
    }
  }

  /** A decoder for each session, an encoder for all. */
  private static final class Codec implements ProtocolCodecFactory {

    private static final String DECODER = CommandDecoder.class.getName();

    private final ProtocolEncoder encoder = new FtpResponseEncoder();

    @Override
    public ProtocolEncoder getEncoder(IoSession session) {
      return encoder;
    }

    /** Asked for each piece that comes, and a command may come in several. */
    @Override
    public ProtocolDecoder getDecoder(IoSession session) {
      ProtocolDecoder decoder = (ProtocolDecoder) session.getAttribute(DECODER);
      if (decoder == null) {
        decoder = new CommandDecoder();
        session.setAttribute(DECODER, decoder);
      }
      return decoder;
    }
  }
}
