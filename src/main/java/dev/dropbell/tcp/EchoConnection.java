package dev.dropbell.tcp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Returns every byte as it came (<a href="https://www.rfc-editor.org/rfc/rfc862">RFC 862</a>). A
 * client that does not read is read no further. Belongs to its event loop.
 */
final class EchoConnection extends ChannelInboundHandlerAdapter {

  private static final Logger log = LoggerFactory.getLogger(EchoConnection.class);

  private static final byte[] GOODBYE = "Server shutting down\n".getBytes(US_ASCII);

  private @Nullable ChannelHandlerContext context;
  private boolean inputEnded;
  private boolean leaving;

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object bytes) {
    if (leaving) {
      ReferenceCountUtil.release(bytes);
      return;
    }
    var _ = ctx.write(bytes, ctx.voidPromise());
    regulate(ctx);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    regulate(ctx);
  }

  private void regulate(ChannelHandlerContext ctx) {
    ctx.channel().config().setAutoRead(leaving || ctx.channel().isWritable());
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof IdleStateEvent) {
      var _ = ctx.close();
    } else if (event instanceof ChannelInputShutdownEvent) {
      inputEnded = true;
      // Behind what it has not read yet.
      ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    log.debug("echo connection broke: remote={}", ctx.channel().remoteAddress(), cause);
    var _ = ctx.close();
  }

  /** The server is going down. */
  void goodbye() {
    if (context != null && !leaving) {
      leaving = true;
      regulate(context);
      Farewell.say(context.channel(), Unpooled.wrappedBuffer(GOODBYE), inputEnded);
    }
  }
}
