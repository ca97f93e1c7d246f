package dev.dropbell.client;

import java.time.Duration;

/**
 * How a {@link DropbellClient} works.
 *
 * @param server whom it talks to
 * @param retries how often it tries again
 * @param timeout how long a connection may take to open, a reply to come, a transfer to stand still
 * @param parallel connections at a time, for several files
 * @param resume whether to go on with what an earlier run has left of a file, which is then taken
 *     for the beginning of this one; within a run it does so anyway
 */
public record Settings(
    Server server, Retries retries, Duration timeout, int parallel, boolean resume) {

  /** How many connections nobody has asked for otherwise. */
  public static final int DEFAULT_PARALLEL = 4;

  /** How long it waits when nobody has said otherwise. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  /** Checks it. */
  public Settings {
    if (timeout.toMillis() < 1 || timeout.toMillis() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "The timeout must be at least a millisecond and at most 24 days; it is " + timeout + ".");
    }
    if (parallel < 1) {
      throw new IllegalArgumentException(
          "There must be at least one connection; parallel is " + parallel + ".");
    }
  }

  /** With the usual retries, timeout and number of connections. */
  public static Settings of(Server server) {
    return new Settings(server, Retries.DEFAULT, DEFAULT_TIMEOUT, DEFAULT_PARALLEL, false);
  }
}
