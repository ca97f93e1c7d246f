package dev.dropbell.relay;

/** What a client sent is not what the call takes. The message says what to change. */
final class InvalidBodyException extends RuntimeException {

  InvalidBodyException(String message) {
    super(message);
  }
}
