package dev.dropbell.ops;

import dev.dropbell.listener.ListenerLifecycle;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;

/** The ports that are bound now, by the names of their listeners. Thread-safe. */
final class BoundPorts {

  private final List<ListenerLifecycle> listeners;
  private final IntSupplier httpPort;

  BoundPorts(List<ListenerLifecycle> listeners, IntSupplier httpPort) {
    this.listeners = List.copyOf(listeners);
    this.httpPort = httpPort;
  }

  /** Only listeners that are running; {@code http} is the one that answers this. */
  Map<String, Integer> byName() {
    Map<String, Integer> ports = new TreeMap<>();
    ports.put("http", httpPort.getAsInt());
    for (ListenerLifecycle lifecycle : listeners) {
      if (lifecycle.isRunning()) {
        ports.put(lifecycle.listener().name(), lifecycle.listener().boundAddress().getPort());
      }
    }
    return ports;
  }
}
