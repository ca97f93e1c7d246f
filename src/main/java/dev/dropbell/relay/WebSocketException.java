package dev.dropbell.relay;

/** The peer broke the protocol, or a limit of ours; the connection must be closed with a status. */
final class WebSocketException extends Exception {

  private final transient CloseStatus status;

  WebSocketException(CloseStatus status) {
    super(status.code() + " " + status.reason());
    this.status = status;
  }

  CloseStatus status() {
    return status;
  }
}
