package dev.dropbell.socketio.engine;

import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * Why a request is refused. The codes are the protocol's own, as its Node implementation sends
 * them.
 */
enum RequestError {
  UNKNOWN_TRANSPORT(400, 0, "Transport unknown"),
  UNKNOWN_SESSION(400, 1, "Session ID unknown"),
  BAD_METHOD(400, 2, "Bad handshake method"),
  BAD_REQUEST(400, 3, "Bad request"),
  FORBIDDEN(403, 4, "Forbidden"),
  UNSUPPORTED_VERSION(400, 5, "Unsupported protocol version"),
  TOO_LARGE(413, 3, "Payload too large"),
  TOO_MANY(503, 4, "Too many connections"),
  NOT_FOUND(404, 3, "Not found");

  private final int status;
  private final int code;
  private final String message;

  RequestError(int status, int code, String message) {
    this.status = status;
    this.code = code;
    this.message = message;
  }

  HttpResponseStatus status() {
    return HttpResponseStatus.valueOf(status);
  }

  String json() {
    return "{\"code\":" + code + ",\"message\":\"" + message + "\"}";
  }
}
