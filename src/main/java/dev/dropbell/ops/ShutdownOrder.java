package dev.dropbell.ops;

import dev.dropbell.listener.Listener;
import dev.dropbell.listener.ListenerLifecycle;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * The first half of going down (DESIGN 4, "Shutdown"): nobody new is let in, and what was begun may
 * end. Spring gives the whole order, by the phases of its lifecycle:
 *
 * <ol>
 *   <li>readiness goes down, before all phases;
 *   <li>this, beside Spring Boot, which closes the HTTP port and waits for its requests at the same
 *       time; {@code spring.lifecycle.timeout-per-shutdown-phase} is {@code
 *       dropbell.shutdown.drain} and bounds both;
 *   <li>the listeners and the relay say goodbye ({@link ListenerLifecycle});
 *   <li>the web server stops;
 *   <li>last the beans are destroyed, the event log after everything that appends to it.
 * </ol>
 *
 * <p>One thread at a time starts and stops it.
 */
final class ShutdownOrder implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(ShutdownOrder.class);

  /** What of the time is kept for ending what has not ended by itself: a tenth, or this. */
  private static final Duration MOST_KEPT = Duration.ofSeconds(1);

  private final List<Listener> listeners;
  private final Duration drain;
  private volatile boolean running;

  ShutdownOrder(List<ListenerLifecycle> listeners, ShutdownProperties settings) {
    this.listeners = listeners.stream().map(ListenerLifecycle::listener).toList();
    this.drain = settings.drain();
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop(Runnable done) {
    long begun = System.nanoTime();
    closeDoors();
    Thread.ofPlatform()
        .name("shutdown-drain")
        .start(() -> {
          drain(begun);
          done.run();
        });
  }

  @Override
  public void stop() {
    long begun = System.nanoTime();
    closeDoors();
    drain(begun);
  }

  private void closeDoors() {
    running = false;
    log.info("shutdown begins: nobody new is let in: drain={}s", drain.toSeconds());
    listeners.forEach(Listener::closeDoor);
  }

  private void drain(long begunNanos) {
    Duration kept = drain.dividedBy(10);
    Duration most = drain.minus(kept.compareTo(MOST_KEPT) < 0 ? kept : MOST_KEPT);
    try {
      for (Listener listener : listeners) {
        listener.drain(most.minusNanos(System.nanoTime() - begunNanos));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    log.info(
        "shutdown goes on: nothing is under way: after={}ms",
        Duration.ofNanos(System.nanoTime() - begunNanos).toMillis());
  }

  @Override
  public int getPhase() {
    return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
