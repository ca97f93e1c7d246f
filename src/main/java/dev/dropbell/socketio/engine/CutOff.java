package dev.dropbell.socketio.engine;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import java.util.concurrent.TimeUnit;

/** The end of a connection whose client does not read. */
final class CutOff {

  private static final long PATIENCE_SECONDS = 5;

  private CutOff() {}

  /** Resets the connection some seconds later, unless this has gone out by then. */
  static void unlessSent(ChannelFuture last) {
    if (!last.isDone()) {
      var _ =
          last.channel()
              .eventLoop()
              .schedule(
                  () -> {
                    if (!last.isDone()) {
                      reset(last.channel());
                    }
                  },
                  PATIENCE_SECONDS,
                  TimeUnit.SECONDS);
    }
  }

  private static void reset(Channel channel) {
    // Zero: what the kernel still holds for the client is thrown away.
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    // Not through TLS, which would first wait for room to say that it closes.
    var _ = channel.pipeline().firstContext().close();
  }
}
