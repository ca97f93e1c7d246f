package dev.dropbell.relay;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Where a caller finds its WebSocket: at the scheme, host and port that it reached us by. Behind a
 * proxy they are the proxy's, when the container trusts it.
 */
final class WebSocketUrl {

  static final String PATH = "/ws/";

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  private WebSocketUrl() {}

  static String of(HttpServletRequest request, String id) {
    boolean secure = request.isSecure();
    int port = request.getServerPort();
    String authority =
        port == (secure ? HTTPS_PORT : HTTP_PORT)
            ? request.getServerName()
            : request.getServerName() + ":" + port;
    return (secure ? "wss://" : "ws://") + authority + PATH + id;
  }
}
