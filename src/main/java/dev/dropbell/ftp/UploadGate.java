package dev.dropbell.ftp;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Lets commands in that store, until the server goes down; then knows when the last has been
 * answered. Thread-safe.
 */
final class UploadGate {

  /** Guarded by this. */
  private int inside;

  /** Guarded by this. */
  private boolean closed;

  /** False when nobody is let in any more. Else {@link #leave} must follow. */
  synchronized boolean enter() {
    if (!closed) {
      inside++;
    }
    return !closed;
  }

  synchronized void leave() {
    inside--;
    notifyAll();
  }

  /** Lets nobody in from now on. */
  synchronized void close() {
    closed = true;
  }

  synchronized int inside() {
    return inside;
  }

  /** Waits until nobody is inside; false when that takes too long. */
  synchronized boolean awaitEmpty(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (inside > 0) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      // At least a millisecond: 0 would wait for ever.
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
    }
    return true;
  }
}
