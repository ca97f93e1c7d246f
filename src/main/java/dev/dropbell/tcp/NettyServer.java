package dev.dropbell.tcp;

import static java.util.Objects.requireNonNull;

import dev.dropbell.listener.ConnectionLimits;
import dev.dropbell.listener.Listener;
import dev.dropbell.listener.ListenerBindException;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TCP port, its connections and the event loops that serve them; it owns all three.
 *
 * <p>By NIO, not Netty's own epoll: that one (4.2.15) forgets a socket whose client has ended its
 * direction while nothing is read from it, and cannot read the rest, nor wait until it can write.
 * Both are what we do to a client that is too fast.
 *
 * <p>One thread at a time binds and closes it.
 */
final class NettyServer {

  private static final Logger log = LoggerFactory.getLogger(NettyServer.class);

  /** How long clients may take to hear our goodbye. */
  private static final long GOODBYE_MILLIS = 1_000;

  private final Listener owner;
  private final InetSocketAddress address;
  private final TcpProperties settings;
  private final Consumer<Channel> equip;
  private final ConnectionLimits limits;
  private final EventLoopGroup loops;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private @Nullable Channel door;

  /**
   * A port that is not bound yet.
   *
   * @param equip puts the handlers of a new connection into its pipeline
   */
  NettyServer(
      Listener owner, InetSocketAddress address, TcpProperties settings, Consumer<Channel> equip) {
    this.owner = owner;
    this.address = address;
    this.settings = settings;
    this.equip = equip;
    this.limits =
        new ConnectionLimits(settings.maxConnections(), settings.maxConnectionsPerAddress());
    this.loops =
        new MultiThreadIoEventLoopGroup(
            settings.threads(), new DefaultThreadFactory(owner.name()), NioIoHandler.newFactory());
  }

  /**
   * Binds and serves.
   *
   * @throws ListenerBindException when the address cannot be bound; then nothing is left running
   */
  void bind() {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(new Accepted())
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, settings.backlog())
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      endLoops();
      throw new ListenerBindException(owner, address, bound.cause());
    }
    door = bound.channel();
  }

  InetSocketAddress boundAddress() {
    return (InetSocketAddress) requireNonNull(door, "not bound").localAddress();
  }

  /** Takes nobody in any more. */
  void closeDoor() {
    if (door != null) {
      door.close().awaitUninterruptibly();
    }
  }

  /** How many are connected. */
  int connectionCount() {
    return limits.count();
  }

  /**
   * Ends every connection and then the event loops.
   *
   * @param goodbye called for each connection on its event loop; it is to be closed soon after
   */
  void close(Consumer<Channel> goodbye) {
    closeDoor();
    connections.forEach(c -> c.eventLoop().execute(() -> goodbye.accept(c)));
    connections.newCloseFuture().awaitUninterruptibly(GOODBYE_MILLIS);
    connections.close().awaitUninterruptibly(GOODBYE_MILLIS);
    endLoops();
  }

  private void endLoops() {
    loops
        .shutdownGracefully(0, GOODBYE_MILLIS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(2 * GOODBYE_MILLIS);
  }

  /** What becomes of a connection that was accepted. */
  private final class Accepted extends ChannelInitializer<Channel> {

    @Override
    protected void initChannel(Channel channel) {
      if (!(channel.remoteAddress() instanceof InetSocketAddress remote)
          || !limits.tryAcquire(remote.getAddress())) {
        log.info("connection refused: name={} reason=too-many", owner.name());
        var _ = channel.close();
        return;
      }
      channel.closeFuture().addListener(_ -> limits.release(remote.getAddress()));
      connections.add(channel);
      equip.accept(channel);
    }
  }
}
