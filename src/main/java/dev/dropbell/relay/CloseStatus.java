package dev.dropbell.relay;

/**
 * Why a WebSocket is closed: RFC 6455, section 7.4.
 *
 * @param code 1000 to 1015 are the RFC's own, 3000 to 3999 registered, 4000 to 4999 private
 * @param reason for a person to read; at most 123 bytes
 */
record CloseStatus(int code, String reason) {

  static final CloseStatus DELETED = new CloseStatus(1000, "registration deleted");
  static final CloseStatus GOING_AWAY = new CloseStatus(1001, "server shutting down");
  static final CloseStatus SLOW = new CloseStatus(3008, "slow: too much waits to be read");
  static final CloseStatus REPLACED = new CloseStatus(4001, "replaced by a newer connection");

  static final CloseStatus INCOMPLETE =
      new CloseStatus(1013, "not all could be replayed; come back with your last cursor");

  /** Stands for a close frame without a code; never sent. */
  static final int NO_CODE = 1005;

  static CloseStatus protocolError(String reason) {
    return new CloseStatus(1002, reason);
  }

  static CloseStatus notUtf8(String what) {
    return new CloseStatus(1007, what + " is not UTF-8");
  }

  static CloseStatus tooBig(int limitBytes) {
    return new CloseStatus(1009, "a message has at most " + limitBytes + " bytes");
  }

  /** A short name for metrics, one of a few whatever a peer sends. */
  String label() {
    return switch (code) {
      case 1000 -> "deleted";
      case 1001 -> "shutdown";
      case 1002, 1007 -> "malformed";
      case 1009 -> "too_large";
      case 1013 -> "incomplete";
      case 3008 -> "slow";
      case 4001 -> "replaced";
      default -> "client";
    };
  }

  /** Whether nothing went wrong. */
  boolean isOrdinary() {
    return code <= 1001 || code == NO_CODE;
  }

  /** Whether a peer may send this code. */
  static boolean isAllowedFromPeer(int code) {
    return (code >= 1000 && code <= 1003)
        || (code >= 1007 && code <= 1014)
        || (code >= 3000 && code <= 4999);
  }
}
