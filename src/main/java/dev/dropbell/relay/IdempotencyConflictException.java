package dev.dropbell.relay;

/** A key was used for another message before. */
final class IdempotencyConflictException extends RuntimeException {

  IdempotencyConflictException() {
    super(
        "This idempotency_key was used with another body in the last 5 minutes; use a new key for a new message.");
  }
}
