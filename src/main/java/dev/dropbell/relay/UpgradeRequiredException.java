package dev.dropbell.relay;

/** An ordinary request, or one in another version, came where a WebSocket is. */
final class UpgradeRequiredException extends RuntimeException {

  UpgradeRequiredException(String message) {
    super(message);
  }
}
