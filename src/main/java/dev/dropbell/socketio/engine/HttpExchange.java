package dev.dropbell.socketio.engine;

import dev.dropbell.security.AllowedOrigins;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * A request that is to be answered once, now or later. The connection stays open after the answer
 * when the client wants that.
 *
 * <p>May be answered from any thread.
 */
final class HttpExchange {

  private static final String PREFLIGHT_SECONDS = "600";

  private final ChannelHandlerContext ctx;
  private final AllowedOrigins origins;
  private final boolean keepAlive;
  private final @Nullable String origin;
  private final @Nullable String requestedHeaders;

  HttpExchange(ChannelHandlerContext ctx, HttpRequest request, AllowedOrigins origins) {
    this.ctx = ctx;
    this.origins = origins;
    this.keepAlive = HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
    this.origin = request.headers().get(HttpHeaderNames.ORIGIN);
    this.requestedHeaders = request.headers().get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS);
  }

  /** Whether the client still waits for the answer, as far as is known. */
  boolean isOpen() {
    return ctx.channel().isActive();
  }

  boolean isFromAllowedOrigin() {
    return origins.allows(origin);
  }

  @Nullable String origin() {
    return origin;
  }

  ByteBufAllocator alloc() {
    return ctx.alloc();
  }

  /** A POST was taken in. */
  void ok() {
    text("ok");
  }

  /** Answers with a single packet, or with another short text. */
  void text(String text) {
    var _ = payload(ByteBufUtil.writeUtf8(ctx.alloc(), text));
  }

  /** Answers with packets. The body is owned by the answer. */
  ChannelFuture payload(ByteBuf body) {
    return respond(HttpResponseStatus.OK, "text/plain; charset=UTF-8", body);
  }

  void error(RequestError error) {
    var _ =
        respond(
            error.status(), "application/json", ByteBufUtil.writeUtf8(ctx.alloc(), error.json()));
  }

  /** Tells a browser what a page of this origin may send. */
  void preflight() {
    FullHttpResponse response = response(HttpResponseStatus.NO_CONTENT, Unpooled.EMPTY_BUFFER);
    HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET,POST,OPTIONS");
    headers.set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS);
    if (requestedHeaders != null) {
      headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, requestedHeaders);
    }
    var _ = send(response);
  }

  private ChannelFuture respond(HttpResponseStatus status, String type, ByteBuf body) {
    FullHttpResponse response = response(status, body);
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
    HttpUtil.setContentLength(response, body.readableBytes());
    return send(response);
  }

  private FullHttpResponse response(HttpResponseStatus status, ByteBuf body) {
    FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
    response.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
    if (origin != null && isFromAllowedOrigin()) {
      response
          .headers()
          .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origins.allowsAny() ? "*" : origin);
      response.headers().set(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
    }
    return response;
  }

  private ChannelFuture send(FullHttpResponse response) {
    HttpUtil.setKeepAlive(response, keepAlive);
    ChannelFuture sent = ctx.writeAndFlush(response);
    return sent.addListener(
        keepAlive
            ? done -> ctx.pipeline().fireUserEventTriggered(EngineHttpHandler.ANSWERED)
            : ChannelFutureListener.CLOSE);
  }
}
