package dev.dropbell.listener;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Starts a listener when the whole context is there, and stops it with the context.
 *
 * <p>It stops behind what waits for uploads and HTTP requests to end, and before the container that
 * carries the WebSockets.
 *
 * <p>Not at bean creation, so that a context which is only refreshed for a training run binds no
 * port.
 */
public final class ListenerLifecycle implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(ListenerLifecycle.class);

  /** Between the two steps in which Spring Boot drains and then stops its web server. */
  private static final int PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE - 512;

  private final Listener listener;
  private volatile boolean running;

  /** Has this listener started and stopped. */
  public ListenerLifecycle(Listener listener) {
    this.listener = listener;
  }

  /** The listener. */
  public Listener listener() {
    return listener;
  }

  @Override
  public void start() {
    listener.start();
    running = true;
    log.info(
        "listening: name={} address={} port={}",
        listener.name(),
        listener.boundAddress().getHostString(),
        listener.boundAddress().getPort());
  }

  @Override
  public void stop() {
    running = false;
    listener.stop();
    log.info("stopped: name={}", listener.name());
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
