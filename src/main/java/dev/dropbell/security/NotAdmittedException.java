package dev.dropbell.security;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A caller is not let in. The message is for the client. */
public final class NotAdmittedException extends Exception {

  private final @Nullable Duration retryAfter;

  private NotAdmittedException(String message, @Nullable Duration retryAfter) {
    super(message, null, false, false);
    this.retryAfter = retryAfter;
  }

  static NotAdmittedException missing() {
    return new NotAdmittedException("token is missing", null);
  }

  static NotAdmittedException wrong() {
    return new NotAdmittedException("token is wrong", null);
  }

  static NotAdmittedException lockedOut(Duration remaining) {
    Duration wait = Duration.ofSeconds(Math.max(1, remaining.toSeconds()));
    return new NotAdmittedException(
        "too many wrong tokens, try again in %d s".formatted(wait.toSeconds()), wait);
  }

  /**
   * In whole seconds, when the caller's address is locked out; empty when its token is at fault.
   */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
