package dev.dropbell.socketio;

import static java.util.Objects.requireNonNull;

import com.corundumstudio.socketio.AckMode;
import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketIONamespace;
import com.corundumstudio.socketio.namespace.NamespacesHub;
import dev.dropbell.socketio.engine.Engine;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A port with the library's namespaces behind it. Not the library's own server: that one does not
 * tell the port it bound, waits four seconds to stop, and forgets a timer when its pipeline is
 * replaced.
 *
 * <p>One thread at a time starts and stops it; it owns its event loops.
 */
final class SocketIoServer implements AutoCloseable {

  private static final int BACKLOG = 1_024;
  private static final long STOP_TIMEOUT_MILLIS = 1_000;

  private final InetSocketAddress address;
  private final Pipeline pipeline;
  private final Configuration configuration;
  private final NamespacesHub namespaces;
  private final EventLoopGroup acceptor;
  private final EventLoopGroup workers;
  private @Nullable Channel channel;

  /** A server that is not bound yet. */
  SocketIoServer(SocketIoProperties properties, InetAddress address, Pipeline pipeline) {
    this.address = new InetSocketAddress(address, properties.port());
    this.pipeline = pipeline;
    this.configuration = configuration(properties);
    this.namespaces = new NamespacesHub(configuration);
    this.acceptor = new MultiThreadIoEventLoopGroup(1, ioHandler());
    this.workers = new MultiThreadIoEventLoopGroup(properties.threads(), ioHandler());
  }

  /** The namespace of this name, {@code /custom}, or the main one by an empty name. */
  SocketIONamespace namespace(String name) {
    return namespaces.create(name);
  }

  /**
   * Binds and serves.
   *
   * @throws ChannelException when the address cannot be bound; then nothing is left running
   */
  void bind() {
    pipeline.start(configuration, namespaces);
    ChannelFuture bound =
        new ServerBootstrap()
            .group(acceptor, workers)
            .channel(channelType())
            .childHandler(pipeline)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      close();
      throw new ChannelException(bound.cause());
    }
    channel = bound.channel();
  }

  InetSocketAddress boundAddress() {
    return (InetSocketAddress) requireNonNull(channel, "not bound").localAddress();
  }

  /** All sessions; only once it has bound. */
  Engine engine() {
    return pipeline.engine();
  }

  /** Takes nobody in any more. */
  void closeDoor() {
    if (channel != null) {
      channel.close().awaitUninterruptibly();
    }
  }

  /** Ends every session and then the event loops. */
  @Override
  public void close() {
    closeDoor();
    engine().close();
    stop(acceptor);
    stop(workers);
    pipeline.stop();
  }

  private static void stop(EventLoopGroup group) {
    group.shutdownGracefully(0, STOP_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS).syncUninterruptibly();
  }

  private static IoHandlerFactory ioHandler() {
    return Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
  }

  private static Class<? extends ServerChannel> channelType() {
    return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  private static Configuration configuration(SocketIoProperties properties) {
    Configuration configuration = new Configuration();
    int maxPayload = (int) properties.maxPayload().toBytes();
    configuration.setMaxFramePayloadLength(maxPayload);
    configuration.setMaxHttpContentLength(maxPayload);
    // What the library would do with these is done by our pipeline; so they are off all the more.
    configuration.setRandomSession(true);
    configuration.setWebsocketCompression(false);
    configuration.setHttpCompression(false);
    configuration.setAddVersionHeader(false);
    configuration.setJsonSupport(new NoJson());
    configuration.setAckMode(AckMode.MANUAL);
    configuration.setExceptionListener(new ListenerFaults());
    return configuration;
  }
}
