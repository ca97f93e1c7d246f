package dev.dropbell.client.command;

/** The server has understood, and says no; asking again would not help. */
final class RefusedException extends RuntimeException {

  RefusedException(String message) {
    super(message);
  }
}
