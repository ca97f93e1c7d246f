package dev.dropbell.files.http;

import dev.dropbell.files.http.Connection.Wait;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides when one client has taken too much time. It is asked about once a second, always from the
 * same thread.
 */
final class SlowClients {

  /** Why a connection ends. */
  enum Verdict {
    HEADER_LATE("header-timeout"),
    BODY_LATE("body-timeout"),
    NO_PROGRESS("write-timeout"),
    TOO_SLOW("min-rate");

    private final String code;

    Verdict(String code) {
      this.code = code;
    }

    String code() {
      return code;
    }
  }

  /** Over which the rate is looked at. */
  static final Duration RATE_WINDOW = Duration.ofSeconds(20);

  private static final int SAMPLES = 4;
  private static final long SAMPLE_NANOS = RATE_WINDOW.toNanos() / SAMPLES;

  private boolean writing;
  private long sentLast;
  private long progressAt;
  private long lookedAt;

  /** What had been sent at the last sample and the ones before it, the newest first. */
  private final long[] samples = new long[SAMPLES];

  private int sampled;
  private long sampleAt;

  /**
   * Looks at it.
   *
   * @param now as {@link System#nanoTime} tells
   * @param since when its request began
   * @param received bytes of its request
   * @param sent bytes since it was opened
   * @return null when it may go on
   */
  @Nullable Verdict judge(
      HttpProperties limits, Wait wait, long now, long since, long received, long sent) {
    if (wait != Wait.WRITE) {
      writing = false;
    }
    return switch (wait) {
      case NOTHING -> null;
      case HEADER -> now - since > limits.headerTimeout().toNanos() ? Verdict.HEADER_LATE : null;
      case BODY -> now - since > bodyNanos(limits, received) ? Verdict.BODY_LATE : null;
      case WRITE -> judgeWriting(limits, now, sent);
    };
  }

  /** Whether the client has taken nothing since it was last looked at. */
  boolean isStuck() {
    return writing && progressAt < lookedAt;
  }

  private static long bodyNanos(HttpProperties limits, long received) {
    double explained = (double) received / limits.minRate().toBytes();
    return limits.bodyTimeout().toNanos() + (long) (explained * 1e9);
  }

  private @Nullable Verdict judgeWriting(HttpProperties limits, long now, long sent) {
    if (!writing) {
      writing = true;
      sentLast = sent;
      progressAt = now;
      sampled = 0;
      sample(now, sent);
    }
    if (sent != sentLast) {
      sentLast = sent;
      progressAt = now;
    }
    lookedAt = now;
    if (now - progressAt > limits.writeTimeout().toNanos()) {
      return Verdict.NO_PROGRESS;
    }
    if (now - sampleAt < SAMPLE_NANOS) {
      return null;
    }
    boolean slow =
        sampled == SAMPLES
            && sent - samples[SAMPLES - 1] < limits.minRate().toBytes() * RATE_WINDOW.toSeconds();
    sample(now, sent);
    return slow ? Verdict.TOO_SLOW : null;
  }

  private void sample(long now, long sent) {
    System.arraycopy(samples, 0, samples, 1, SAMPLES - 1);
    samples[0] = sent;
    sampled = Math.min(sampled + 1, SAMPLES);
    sampleAt = now;
  }
}
