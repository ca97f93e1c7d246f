package dev.dropbell.ops;

import dev.dropbell.listener.ListenerLifecycle;
import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up while every listener is bound, so that no client is sent to a port that is closed. */
final class ListenersHealthIndicator implements HealthIndicator {

  private final List<ListenerLifecycle> listeners;

  ListenersHealthIndicator(List<ListenerLifecycle> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  @Override
  public Health health() {
    List<String> stopped =
        listeners.stream()
            .filter(lifecycle -> !lifecycle.isRunning())
            .map(lifecycle -> lifecycle.listener().name())
            .toList();
    return stopped.isEmpty()
        ? Health.up().build()
        : Health.outOfService().withDetail("stopped", stopped).build();
  }
}
