package dev.dropbell.socketio;

import static java.util.Objects.requireNonNull;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketIOServer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The library's server, which tells the port that it bound and stops without waiting four seconds
 * for more to come. One thread at a time starts and stops it.
 */
final class QuickServer extends SocketIOServer {

  private static final long STOP_TIMEOUT_MILLIS = 1_000;

  private @Nullable ServerBootstrap bootstrap;
  private @Nullable Channel channel;

  QuickServer(Configuration configuration) {
    super(configuration);
  }

  /**
   * Binds and serves.
   *
   * @throws ChannelException when the address cannot be bound; then nothing is left running
   */
  void bind() {
    ChannelFuture bound = (ChannelFuture) startAsync().awaitUninterruptibly();
    if (!bound.isSuccess()) {
      close();
      throw new ChannelException(bound.cause());
    }
    channel = bound.channel();
  }

  InetSocketAddress boundAddress() {
    return (InetSocketAddress) requireNonNull(channel).localAddress();
  }

  /** Closes every connection and ends the event loops. */
  void close() {
    ServerBootstrap started = requireNonNull(bootstrap);
    stop(started.config().group());
    stop(started.config().childGroup());
  }

  /** The library keeps its event loops to itself; the bootstrap passes by here. */
  @Override
  protected void applyConnectionOptions(ServerBootstrap starting) {
    super.applyConnectionOptions(starting);
    bootstrap = starting;
  }

  private static void stop(EventLoopGroup group) {
    group.shutdownGracefully(0, STOP_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS).syncUninterruptibly();
  }
}
