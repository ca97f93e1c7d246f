package dev.dropbell.hub;

import org.jspecify.annotations.Nullable;

/** The log did not do what it was asked to. The message says what, and why. */
public final class EventLogException extends RuntimeException {

  /** Says what failed. */
  public EventLogException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
