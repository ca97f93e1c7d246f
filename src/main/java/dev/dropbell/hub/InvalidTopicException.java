package dev.dropbell.hub;

/** A client named a topic that is none, or too many of them. The message says what to change. */
public final class InvalidTopicException extends IllegalArgumentException {

  InvalidTopicException(String message) {
    super(message);
  }
}
