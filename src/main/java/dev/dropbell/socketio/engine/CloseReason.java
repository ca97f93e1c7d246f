package dev.dropbell.socketio.engine;

/** Why a session ended. {@link #label} is for logs and metrics, the code for WebSocket's close. */
public enum CloseReason {
  /** The client said so, or closed its WebSocket. */
  CLIENT("client", 1000),
  /** The WebSocket broke. */
  TRANSPORT("transport", 1011),
  /** No pong in time. */
  PING_TIMEOUT("ping_timeout", 1001),
  /** It never opened a namespace. */
  CONNECT_TIMEOUT("connect_timeout", 1008),
  /** It was not let in. */
  REFUSED("refused", 1008),
  /** It sent what the protocol does not allow. */
  MALFORMED("malformed", 1002),
  /** It sent more than the largest payload. */
  TOO_LARGE("too_large", 1009),
  /** It reads more slowly than messages come. */
  SLOW("slow", 3008),
  /** Its replay cannot be whole; it comes back and is told. */
  INCOMPLETE("incomplete", 1013),
  /** The server failed at its message. */
  FAULT("fault", 1011),
  /** The server stops. */
  SHUTDOWN("shutdown", 1001);

  private final String label;
  private final int webSocketCode;

  CloseReason(String label, int webSocketCode) {
    this.label = label;
    this.webSocketCode = webSocketCode;
  }

  /** A short name, the same for ever. */
  public String label() {
    return label;
  }

  int webSocketCode() {
    return webSocketCode;
  }
}
