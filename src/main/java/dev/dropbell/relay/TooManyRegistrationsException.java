package dev.dropbell.relay;

/** There is no room for another registration now. */
final class TooManyRegistrationsException extends RuntimeException {

  TooManyRegistrationsException(int limit) {
    super(
        "There are %d registrations, as many as dropbell.relay.max-registrations allows; try again later, or delete what you do not need."
            .formatted(limit));
  }
}
