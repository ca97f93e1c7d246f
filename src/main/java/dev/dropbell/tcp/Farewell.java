package dev.dropbell.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/**
 * The end of a connection that is to hear our last words. A socket that is closed while something
 * unread is in it is reset, and the client may never see what it was sent; so our direction ends
 * first, and the socket when the client has ended its own, or after a while.
 */
final class Farewell {

  /** How long a client may take to read what was sent before its connection is reset. */
  private static final int READ_SECONDS = 5;

  /** How long it may take to close when it has been sent everything. */
  private static final int CLOSE_SECONDS = 1;

  private Farewell() {}

  /**
   * Sends this behind what is being sent, then closes. The handler must throw away what comes, and
   * close when the client does. On the channel's event loop.
   *
   * @param clientEnded whether the client has ended its direction already
   */
  static void say(Channel channel, ByteBuf lastWords, boolean clientEnded) {
    ChannelFuture sent = channel.writeAndFlush(lastWords);
    sent.addListener(_ -> endOutput(channel, clientEnded));
    var _ =
        channel
            .eventLoop()
            .schedule(() -> resetUnless(sent.isDone(), channel), READ_SECONDS, TimeUnit.SECONDS);
  }

  private static void endOutput(Channel channel, boolean clientEnded) {
    boolean plain = channel.pipeline().get(SslHandler.class) == null;
    if (plain && !clientEnded && channel instanceof DuplexChannel duplex) {
      var _ = duplex.shutdownOutput();
      var _ = channel.eventLoop().schedule(() -> close(channel), CLOSE_SECONDS, TimeUnit.SECONDS);
    } else {
      close(channel);
    }
  }

  private static void close(Channel channel) {
    var _ = channel.close();
  }

  private static void resetUnless(boolean sent, Channel channel) {
    if (!sent) {
      // Zero: what the kernel still holds for the client is thrown away.
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      // Not through TLS, which would first wait for room to say that it closes.
      var _ = channel.pipeline().firstContext().close();
    }
  }
}
