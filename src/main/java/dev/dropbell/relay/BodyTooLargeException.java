package dev.dropbell.relay;

/** A body is longer than any call takes. */
final class BodyTooLargeException extends RuntimeException {

  BodyTooLargeException(int limitBytes) {
    super("A body has at most %d bytes; send less.".formatted(limitBytes));
  }
}
