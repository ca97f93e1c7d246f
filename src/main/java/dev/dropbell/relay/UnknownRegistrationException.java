package dev.dropbell.relay;

/** There is no registration with the id that the client named. */
final class UnknownRegistrationException extends RuntimeException {

  UnknownRegistrationException() {
    super("There is no such registration; it may have expired. POST /register gives a new one.");
  }
}
