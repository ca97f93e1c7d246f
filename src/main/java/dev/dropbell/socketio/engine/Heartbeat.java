package dev.dropbell.socketio.engine;

import java.time.Duration;

/**
 * When a session is to be pinged, and when it is dead. Knows no clock: the caller brings the time
 * of {@link System#nanoTime}.
 *
 * <p>This class is not thread safe.
 */
final class Heartbeat {

  /** What is to be done now. */
  enum Due {
    NOTHING,
    PING,
    DEAD
  }

  private final long intervalNanos;
  private final long timeoutNanos;
  private boolean awaitingPong;

  /** Of the next ping, or of the session's death while a pong is awaited. */
  private long dueNanos;

  Heartbeat(Duration interval, Duration timeout, long nowNanos) {
    this.intervalNanos = interval.toNanos();
    this.timeoutNanos = timeout.toNanos();
    this.dueNanos = nowNanos + intervalNanos;
  }

  /** What is due; a ping is due once. */
  Due check(long nowNanos) {
    if (isDead(nowNanos)) {
      return Due.DEAD;
    }
    if (awaitingPong || nowNanos - dueNanos < 0) {
      return Due.NOTHING;
    }
    awaitingPong = true;
    // From when it was due and not from now: a late timer gives nobody more time.
    dueNanos += timeoutNanos;
    return Due.PING;
  }

  /** Whether the answer is overdue, whether or not the timer has noticed. */
  boolean isDead(long nowNanos) {
    return awaitingPong ? nowNanos - dueNanos >= 0 : nowNanos - (dueNanos + timeoutNanos) >= 0;
  }

  void pong(long nowNanos) {
    if (awaitingPong) {
      awaitingPong = false;
      dueNanos = nowNanos + intervalNanos;
    }
  }

  /** How long nothing will be due, whatever the client sends. */
  long nanosToNextCheck(long nowNanos) {
    long toDue = Math.max(0, dueNanos - nowNanos);
    // A pong in a moment makes the next ping due an interval later.
    return awaitingPong ? Math.min(toDue, intervalNanos) : toDue;
  }
}
