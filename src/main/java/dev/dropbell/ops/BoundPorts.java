package dev.dropbell.ops;

import dev.dropbell.listener.ListenerLifecycle;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The ports that are bound now, by the names of their listeners. Thread-safe. */
final class BoundPorts {

  private final List<ListenerLifecycle> listeners;
  private final IntSupplier httpPort;
  private final Supplier<@Nullable Integer> managementPort;

  /**
   * Looks at these.
   *
   * @param managementPort null when the actuator is on the http port
   */
  BoundPorts(
      List<ListenerLifecycle> listeners,
      IntSupplier httpPort,
      Supplier<@Nullable Integer> managementPort) {
    this.listeners = List.copyOf(listeners);
    this.httpPort = httpPort;
    this.managementPort = managementPort;
  }

  /** Only listeners that are running; {@code http} is that of REST. */
  Map<String, Integer> byName() {
    Map<String, Integer> ports = new TreeMap<>();
    ports.put("http", httpPort.getAsInt());
    Integer management = managementPort.get();
    if (management != null) {
      ports.put("management", management);
    }
    for (ListenerLifecycle lifecycle : listeners) {
      if (lifecycle.isRunning()) {
        ports.put(lifecycle.listener().name(), lifecycle.listener().boundAddress().getPort());
      }
    }
    return ports;
  }

  /** Whether clients of this listener are to speak TLS. */
  boolean speaksTls(String name) {
    return listeners.stream()
        .map(ListenerLifecycle::listener)
        .anyMatch(listener -> listener.name().equals(name) && listener.speaksTls());
  }
}
