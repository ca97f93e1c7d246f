package dev.dropbell.socketio.engine;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket: of a session that begins with it, or one that a polling session upgrades to.
 *
 * <p>Belongs to its connection's event loop, except for what is said to be called by any thread.
 */
final class WebSocketHandler extends SimpleChannelInboundHandler<WebSocketFrame> {

  private static final Logger log = LoggerFactory.getLogger(WebSocketHandler.class);

  private final Engine engine;
  private final @Nullable String origin;
  private @Nullable EngineSession session;
  private @Nullable ChannelHandlerContext ctx;

  /**
   * A WebSocket that is not open yet.
   *
   * @param session to be upgraded; null opens a new one
   */
  WebSocketHandler(Engine engine, @Nullable EngineSession session, @Nullable String origin) {
    this.engine = engine;
    this.session = session;
    this.origin = origin;
  }

  /** The client has the answer to its handshake. */
  void opened() {
    if (session != null) {
      session.probe(this);
      return;
    }
    session = engine.open(channel(), origin);
    if (session == null) {
      close(CloseReason.REFUSED);
    } else {
      session.useWebSocket(this);
    }
  }

  Channel channel() {
    return context().channel();
  }

  /** Queues a packet, and takes over the reference. */
  void write(Outgoing packet) {
    // A failed write fails the connection, which is noticed there.
    var _ = context().write(packet.toWebSocket(), context().voidPromise());
  }

  void flush() {
    context().flush();
  }

  /** Ends the connection, by force when the client does not read. Called by any thread. */
  void close(CloseReason reason) {
    ChannelHandlerContext context = context();
    if (!context.channel().isActive()) {
      return;
    }
    ChannelFuture told =
        context.writeAndFlush(new CloseWebSocketFrame(reason.webSocketCode(), reason.label()));
    told.addListener(ChannelFutureListener.CLOSE);
    CutOff.unlessSent(told);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    ctx = added;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
    switch (frame) {
      case TextWebSocketFrame text -> text(text.content());
      case BinaryWebSocketFrame binary -> binary(binary.content());
      case PingWebSocketFrame ping -> pong(ping);
      case CloseWebSocketFrame close -> {
        context.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
        gone(CloseReason.CLIENT);
      }
      default -> log.debug("frame ignored: type={}", frame.getClass().getSimpleName());
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (session != null && context.channel().isWritable()) {
      session.wake();
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    gone(CloseReason.TRANSPORT);
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.debug("websocket failed: remote={}", context.channel().remoteAddress(), cause);
    gone(cause instanceof TooLongFrameException ? CloseReason.TOO_LARGE : CloseReason.TRANSPORT);
    var _ = context.close();
  }

  private void text(ByteBuf content) {
    if (session != null) {
      String packet;
      try {
        packet = PollingBody.strictUtf8(content);
      } catch (MalformedPacketException e) {
        packet = "";
      }
      session.webSocketText(this, packet);
    }
  }

  private void binary(ByteBuf content) {
    if (session != null) {
      session.webSocketBinary(this, ByteBufUtil.getBytes(content));
    }
  }

  private void pong(PingWebSocketFrame ping) {
    // A client that asks and does not read the answers gets no more of them.
    if (channel().isWritable()) {
      var _ = context().writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
    }
  }

  private void gone(CloseReason reason) {
    if (session != null) {
      session.webSocketGone(this, reason);
    }
  }

  private ChannelHandlerContext context() {
    return requireNonNull(ctx, "not in a pipeline yet");
  }
}
