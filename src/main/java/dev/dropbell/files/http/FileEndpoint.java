package dev.dropbell.files.http;

import dev.dropbell.listener.ConnectionLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.util.Collection;
import java.util.Collections;
import org.apache.tomcat.util.collections.SynchronizedStack;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketProcessorBase;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The container's endpoint, with {@linkplain Connection connections} of ours.
 *
 * <p>A transfer goes on in a thread of the executor, where the container would do it in its one
 * polling thread: there a file that is not in memory would hold up everybody else.
 */
final class FileEndpoint extends NioEndpoint {

  private static final Logger log = LoggerFactory.getLogger(FileEndpoint.class);

  private Handover handover = new Handover();
  private ConnectionLimits connectionLimits =
      new ConnectionLimits(Integer.MAX_VALUE, Integer.MAX_VALUE);
  private @Nullable Sweep sweep;

  /** To be called before it starts. */
  void configure(HttpProperties limits, Handover handover) {
    this.handover = handover;
    this.connectionLimits =
        new ConnectionLimits(Integer.MAX_VALUE, limits.maxConnectionsPerAddress());
    this.sweep = new Sweep(limits, this::open);
  }

  @Override
  public void startInternal() throws Exception {
    super.startInternal();
    if (sweep != null) {
      sweep.start();
    }
  }

  @Override
  public void stopInternal() {
    if (sweep != null) {
      sweep.stop();
    }
    super.stopInternal();
  }

  /** The connections that are open now; it may change while it is looked at. */
  private Collection<SocketWrapperBase<NioChannel>> open() {
    return Collections.unmodifiableCollection(connections.values());
  }

  /** As the container does it, but for the kind of the connection, and how many there may be. */
  @Override
  protected boolean setSocketOptions(SocketChannel socket) {
    InetAddress client = socket.socket().getInetAddress();
    if (client == null || !connectionLimits.tryAcquire(client)) {
      log.debug("a connection too many: from={}", client);
      destroySocket(socket);
      return false;
    }
    Connection connection = null;
    try {
      NioChannel channel = channel();
      connection =
          new Connection(channel, socket, this, handover, () -> connectionLimits.release(client));
      channel.reset(socket, connection);
      connections.put(socket, connection);
      socket.configureBlocking(false);
      socketProperties.setProperties(socket.socket());
      connection.setReadTimeout(getConnectionTimeout());
      connection.setKeepAliveLeft(getMaxKeepAliveRequests());
      getPoller().register(connection);
      return true;
    } catch (IOException | RuntimeException e) {
      log.error("a connection was not taken", e);
      if (connection == null) {
        connectionLimits.release(client);
        destroySocket(socket);
      }
      // The container closes it.
      return false;
    }
  }

  private NioChannel channel() {
    SynchronizedStack<NioChannel> used = getNioChannels();
    NioChannel channel = used == null ? null : used.pop();
    return channel != null
        ? channel
        : createChannel(
            new SocketBufferHandler(
                socketProperties.getAppReadBufSize(),
                socketProperties.getAppWriteBufSize(),
                socketProperties.getDirectBuffer()));
  }

  @Override
  protected SocketProcessorBase<NioChannel> createSocketProcessor(
      SocketWrapperBase<NioChannel> socket, SocketEvent event) {
    return new EventProcessor(socket, event);
  }

  /** Handles an event, in a thread of the executor. */
  private final class EventProcessor extends SocketProcessor {

    EventProcessor(SocketWrapperBase<NioChannel> socket, SocketEvent event) {
      super(socket, event);
    }

    @Override
    protected void doRun() {
      if (!(socketWrapper instanceof Connection connection) || !connection.isSending()) {
        super.doRun();
      } else if (event == SocketEvent.OPEN_WRITE || event == SocketEvent.OPEN_READ) {
        connection.resume();
      } else {
        connection.close();
      }
    }
  }
}
