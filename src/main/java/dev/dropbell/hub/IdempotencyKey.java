package dev.dropbell.hub;

import java.time.Duration;

/**
 * What a publisher gave to a message so that a repeat of it is known. Kept with the log for {@link
 * #KEPT}.
 *
 * @param text as the publisher chose it
 * @param fingerprint equal for equal messages
 */
public record IdempotencyKey(String text, String fingerprint) {

  /** How long a key is known. */
  public static final Duration KEPT = Duration.ofMinutes(5);
}
