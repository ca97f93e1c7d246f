package dev.dropbell.hub;

/**
 * A log that only counts: messages get their cursors and are forgotten. Safe for concurrent use.
 *
 * <p>Its epoch is new with every process, so that a cursor from an earlier one is noticed.
 */
public final class VolatileEventLog implements EventLog {

  private final String epoch = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);

  /** Guarded by this. */
  private long position;

  @Override
  public synchronized Cursor head() {
    return new Cursor(epoch, position);
  }

  /** Completes under the lock, which is what puts the calls in order. */
  @Override
  public synchronized void append(Draft draft, Completion completion) {
    completion.appended(new Cursor(epoch, ++position));
  }
}
