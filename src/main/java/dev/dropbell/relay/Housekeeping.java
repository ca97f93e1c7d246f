package dev.dropbell.relay;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Looks after the WebSockets once a second while the service runs, and says goodbye to them when it
 * stops, before the container takes their sockets away.
 */
final class Housekeeping implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);

  /** Between the two steps in which Spring Boot drains and then stops its web server. */
  private static final int PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE - 512;

  private final WebSockets webSockets;
  private final Sender sender;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("relay-housekeeping").factory());
  private volatile boolean running;

  Housekeeping(WebSockets webSockets, Sender sender) {
    this.webSockets = webSockets;
    this.sender = sender;
  }

  @Override
  public void start() {
    running = true;
    var _ = timer.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
  }

  private void tick() {
    try {
      webSockets.tick();
    } catch (RuntimeException e) {
      // A timer does not call again what has thrown once.
      log.error("housekeeping failed", e);
    }
  }

  @Override
  public void stop() {
    running = false;
    timer.shutdownNow();
    webSockets.closeAll(CloseStatus.GOING_AWAY);
    sender.close();
  }

  @Override
  public int getPhase() {
    return PHASE;
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
