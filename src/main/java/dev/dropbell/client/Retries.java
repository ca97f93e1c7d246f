package dev.dropbell.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often and how soon to try again: pauses that double up to a cap, each shortened at random by
 * up to a half, so that clients that were cut off together do not come back together.
 *
 * @param count attempts after the first; 0 tries once
 * @param first the longest that the first pause may be
 * @param cap the longest that any pause may be
 */
public record Retries(int count, Duration first, Duration cap) {

  /** Five more attempts, after 0.5 to 1 s at first, never more than 30 s apart. */
  public static final Retries DEFAULT =
      new Retries(5, Duration.ofSeconds(1), Duration.ofSeconds(30));

  /** Doubling this often leaves every sensible cap behind. */
  private static final int MAX_DOUBLINGS = 30;

  /** Checks it. */
  public Retries {
    if (count < 0) {
      throw new IllegalArgumentException("Retries must not be negative; they are " + count + ".");
    }
    if (first.isNegative() || cap.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "The first pause (%s) must not be negative nor longer than the cap (%s)."
              .formatted(first, cap));
    }
  }

  /** As often as this, with the usual pauses. */
  public static Retries of(int count) {
    return new Retries(count, DEFAULT.first, DEFAULT.cap);
  }

  /**
   * How long to wait before the next attempt.
   *
   * @param failures attempts that have failed, from 1
   */
  public Duration pause(int failures, RandomGenerator random) {
    long doubled = first.toMillis() << Math.min(failures - 1, MAX_DOUBLINGS);
    long longest = Math.min(cap.toMillis(), doubled < 0 ? Long.MAX_VALUE : doubled);
    return Duration.ofMillis(longest - random.nextLong(longest / 2 + 1));
  }
}
