package dev.dropbell.relay;

/** A message could not be logged, or not soon enough to wait for it. */
final class PublishFailedException extends RuntimeException {

  PublishFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
