package dev.dropbell.eventlog;

import dev.dropbell.hub.EventLogException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the oldest messages once there are too many, beside the writers: a few at a time, each
 * time in a transaction of its own that the writer makes between those of the publishers.
 */
final class Retention implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Retention.class);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Writer writer;
  private final RetentionProperties limits;
  private final InstantSource clock;
  private final Thread thread;

  /** Begins at once. */
  Retention(Writer writer, RetentionProperties limits, InstantSource clock) {
    this.writer = writer;
    this.limits = limits;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("eventlog-retention").start(this::trimAll);
  }

  /** Stops; what it has begun ends before the writer does. */
  @Override
  public void close() {
    thread.interrupt();
  }

  private void trimAll() {
    try {
      while (true) {
        if (!trimSome()) {
          Thread.sleep(PAUSE);
        }
      }
    } catch (InterruptedException closed) {
      log.debug("event log retention ended");
    }
  }

  /** Whether there may be more to trim. */
  private boolean trimSome() throws InterruptedException {
    Change.Trim change = new Change.Trim(limits, oldest());
    writer.submit(change);
    try {
      return change.result().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof EventLogException)) {
        throw new IllegalStateException(e);
      }
      // The writer has logged why. The log grows on meanwhile, and the next turn tries again.
      return false;
    }
  }

  /** What happened before is too old; never before 1970, however long the limit. */
  private Instant oldest() {
    Instant now = clock.instant();
    boolean unlimited =
        limits.maxAge().isZero()
            || limits.maxAge().compareTo(Duration.between(Instant.EPOCH, now)) > 0;
    return unlimited ? Instant.EPOCH : now.minus(limits.maxAge());
  }
}
