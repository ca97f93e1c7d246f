package dev.dropbell.security;

/** A caller is known, but may not do this. The message is for the client. */
public final class NotAllowedException extends RuntimeException {

  NotAllowedException(String message) {
    super(message, null, false, false);
  }
}
