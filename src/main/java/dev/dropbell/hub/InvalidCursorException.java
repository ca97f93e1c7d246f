package dev.dropbell.hub;

/** A client named a place in the log that is none. The message says what to send instead. */
public final class InvalidCursorException extends IllegalArgumentException {

  InvalidCursorException(String message) {
    super(message);
  }
}
