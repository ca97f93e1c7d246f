package dev.dropbell.socketio.engine;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Pings the client of one session, and ends the session when it does not answer in time.
 *
 * <p>Guarded by its session's lock.
 */
final class Pulse {

  private final EngineSession session;
  private final EventLoop timers;
  private final Heartbeat heartbeat;
  private @Nullable ScheduledFuture<?> timer;

  Pulse(EngineSession session, EventLoop timers, EngineSettings settings) {
    this.session = session;
    this.timers = timers;
    this.heartbeat =
        new Heartbeat(settings.pingInterval(), settings.pingTimeout(), System.nanoTime());
  }

  void start() {
    schedule(System.nanoTime());
  }

  void pong() {
    heartbeat.pong(System.nanoTime());
  }

  /** Whether the client is overdue, also when the timer has not noticed yet. */
  boolean isDead() {
    return heartbeat.isDead(System.nanoTime());
  }

  void stop() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void beat() {
    long now = System.nanoTime();
    switch (heartbeat.check(now)) {
      case DEAD -> session.close(CloseReason.PING_TIMEOUT);
      case PING -> {
        session.send(Outgoing.PING);
        schedule(now);
      }
      case NOTHING -> schedule(now);
    }
  }

  private void schedule(long now) {
    timer =
        timers.schedule(
            () -> session.run(this::beat), heartbeat.nanosToNextCheck(now), TimeUnit.NANOSECONDS);
  }
}
