package dev.dropbell.relay;

/**
 * When a client is to be pinged, and whether it is still there: whoever has said nothing from one
 * ping to the next is not. Knows no clock: the caller brings the time of {@link System#nanoTime}.
 *
 * <p>{@link #heard} is for any thread, {@link #check} for one.
 */
final class Heartbeat {

  /** What is to be done now. */
  enum Due {
    NOTHING,
    PING,
    DEAD
  }

  private final long intervalNanos;
  private volatile long lastHeardNanos;
  private long lastPingNanos;

  Heartbeat(long intervalNanos, long nowNanos) {
    this.intervalNanos = intervalNanos;
    this.lastHeardNanos = nowNanos;
    this.lastPingNanos = nowNanos;
  }

  /** The client has sent something. */
  void heard(long nowNanos) {
    lastHeardNanos = nowNanos;
  }

  /** What is due; a ping is due once. */
  Due check(long nowNanos) {
    if (nowNanos - lastPingNanos < intervalNanos) {
      return Due.NOTHING;
    }
    if (lastHeardNanos - lastPingNanos < 0) {
      return Due.DEAD;
    }
    lastPingNanos = nowNanos;
    return Due.PING;
  }
}
