package dev.dropbell.socketio.engine;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of one connection, one after the other: each is checked by the letter of the
 * protocol and handed to its session. A request that opens no session leaves nothing behind.
 *
 * <p>Belongs to its connection's event loop.
 *
 * @see <a href="https://socket.io/docs/v4/engine-io-protocol/#transports">Transports</a>
 */
final class EngineHttpHandler extends ChannelInboundHandlerAdapter {

  /** The answer to the current request has gone out. */
  static final Object ANSWERED = new Object();

  /** A request has come whose body is too large, and is being thrown away. */
  record TooLarge(HttpRequest request) {}

  private static final Logger log = LoggerFactory.getLogger(EngineHttpHandler.class);

  private static final String VERSION = "4";
  private static final String POLLING = "polling";
  private static final String WEBSOCKET = "websocket";

  /** How many requests a client may send ahead of the answers. */
  private static final int MAX_PIPELINED = 16;

  /** A new connection must have sent a whole request by then. */
  private static final long FIRST_REQUEST_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Engine engine;
  private final Deque<FullHttpRequest> waiting = new ArrayDeque<>(1);
  private boolean busy;
  private @Nullable ScheduledFuture<?> idleTimer;

  EngineHttpHandler(Engine engine) {
    this.engine = engine;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    closeUnlessRequested(ctx, FIRST_REQUEST_NANOS);
    ctx.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof FullHttpRequest request)) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (!busy) {
      handle(ctx, request);
    } else if (waiting.size() < MAX_PIPELINED) {
      waiting.add(request);
    } else {
      request.release();
      close(ctx);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event.equals(ANSWERED)) {
      // Not from here: whoever answered may hold the lock of his session.
      ctx.executor().execute(() -> next(ctx));
    } else if (event instanceof TooLarge(HttpRequest request)) {
      refuseTooLarge(ctx, request);
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    discard();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    discard();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    log.debug("connection failed: remote={}", ctx.channel().remoteAddress(), cause);
    close(ctx);
  }

  private void next(ChannelHandlerContext ctx) {
    busy = false;
    FullHttpRequest request = waiting.poll();
    if (request != null) {
      handle(ctx, request);
    } else if (ctx.channel().isActive()) {
      closeUnlessRequested(ctx, engine.idleNanos());
    }
  }

  private void handle(ChannelHandlerContext ctx, FullHttpRequest request) {
    busy = true;
    stopIdleTimer();
    HttpExchange exchange = new HttpExchange(ctx, request, engine.origins());
    try {
      RequestError error = route(ctx, request, exchange);
      if (error != null) {
        exchange.error(error);
      }
    } finally {
      request.release();
    }
  }

  /** The connection stays: a client whose body is cut off may never see the answer. */
  private void refuseTooLarge(ChannelHandlerContext ctx, HttpRequest request) {
    HttpExchange exchange = new HttpExchange(ctx, request, engine.origins());
    if (busy || !exchange.isFromAllowedOrigin()) {
      close(ctx);
      return;
    }
    busy = true;
    String sid = Query.of(request.uri()).sid();
    EngineSession session = sid == null ? null : engine.find(sid);
    if (session != null) {
      session.close(CloseReason.TOO_LARGE);
    }
    exchange.error(RequestError.TOO_LARGE);
  }

  /** Hands the request on; the result is why not, and null when somebody else answers it. */
  private @Nullable RequestError route(
      ChannelHandlerContext ctx, FullHttpRequest request, HttpExchange exchange) {
    if (!request.decoderResult().isSuccess()) {
      return RequestError.BAD_REQUEST;
    }
    if (!exchange.isFromAllowedOrigin()) {
      return RequestError.FORBIDDEN;
    }
    Query query;
    try {
      query = Query.of(request.uri());
    } catch (IllegalArgumentException e) {
      return RequestError.BAD_REQUEST;
    }
    if (!query.path().equals(engine.settings().path())) {
      return RequestError.NOT_FOUND;
    }
    if (request.method().equals(HttpMethod.OPTIONS)) {
      exchange.preflight();
      return null;
    }
    if (!VERSION.equals(query.version())) {
      return RequestError.UNSUPPORTED_VERSION;
    }
    return switch (query.transport()) {
      case POLLING -> polling(ctx, request, exchange, query.sid());
      case WEBSOCKET -> webSocket(ctx, request, exchange, query.sid());
      case null, default -> RequestError.UNKNOWN_TRANSPORT;
    };
  }

  private @Nullable RequestError polling(
      ChannelHandlerContext ctx,
      FullHttpRequest request,
      HttpExchange exchange,
      @Nullable String sid) {
    boolean get = request.method().equals(HttpMethod.GET);
    if (sid == null) {
      return get ? openByPolling(ctx, exchange) : RequestError.BAD_METHOD;
    }
    EngineSession session = engine.find(sid);
    if (session == null) {
      return RequestError.UNKNOWN_SESSION;
    }
    if (get) {
      return session.poll(exchange);
    }
    return request.method().equals(HttpMethod.POST)
        ? session.post(exchange, request.content())
        : RequestError.BAD_METHOD;
  }

  private @Nullable RequestError openByPolling(ChannelHandlerContext ctx, HttpExchange exchange) {
    EngineSession session = engine.open(ctx.channel(), exchange.origin());
    if (session == null) {
      return RequestError.TOO_MANY;
    }
    // Before the client knows of it, and posts over another connection.
    session.start();
    exchange.text(PacketType.OPEN + session.handshake("\"websocket\""));
    return null;
  }

  private @Nullable RequestError webSocket(
      ChannelHandlerContext ctx,
      FullHttpRequest request,
      HttpExchange exchange,
      @Nullable String sid) {
    if (!request.method().equals(HttpMethod.GET)) {
      return RequestError.BAD_METHOD;
    }
    if (!request.headers().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
        || !waiting.isEmpty()) {
      return RequestError.BAD_REQUEST;
    }
    EngineSession session = null;
    if (sid != null) {
      session = engine.find(sid);
      if (session == null) {
        return RequestError.UNKNOWN_SESSION;
      }
      if (!session.mayUpgrade()) {
        return RequestError.BAD_REQUEST;
      }
    }
    return upgrade(ctx, request, new WebSocketHandler(engine, session, exchange.origin()));
  }

  private @Nullable RequestError upgrade(
      ChannelHandlerContext ctx, FullHttpRequest request, WebSocketHandler handler) {
    int max = engine.settings().maxPayloadBytes();
    // No extensions: a compressed frame of a few kilobytes may inflate to hundreds of megabytes.
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshakerFactory("", null, false, max).newHandshaker(request);
    if (handshaker == null) {
      WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(ctx.channel())
          .addListener(ChannelFutureListener.CLOSE);
      return null;
    }
    // Before the handshake: the client may be told at once.
    ctx.pipeline().addAfter(ctx.name(), null, handler);
    try {
      handshaker
          .handshake(ctx.channel(), request)
          .addListener(done -> {
            if (done.isSuccess()) {
              handler.opened();
            } else {
              close(ctx);
            }
          });
    } catch (WebSocketHandshakeException e) {
      ctx.pipeline().remove(handler);
      return RequestError.BAD_REQUEST;
    }
    ctx.pipeline().replace(this, null, new WebSocketFrameAggregator(max));
    return null;
  }

  private void closeUnlessRequested(ChannelHandlerContext ctx, long nanos) {
    stopIdleTimer();
    idleTimer = ctx.executor().schedule(() -> close(ctx), nanos, TimeUnit.NANOSECONDS);
  }

  private static void close(ChannelHandlerContext ctx) {
    var _ = ctx.close();
  }

  private void stopIdleTimer() {
    if (idleTimer != null) {
      idleTimer.cancel(false);
      idleTimer = null;
    }
  }

  private void discard() {
    stopIdleTimer();
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }
}
