package dev.dropbell.hub;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/**
 * What is counted of one transport; {@code DESIGN 4} names the meters. A reason is one of a closed
 * set and never holds anything of a client's. Thread-safe.
 */
public final class TransportMeters {

  private static final String DROPPED = "dropbell.messages.dropped";
  private static final String DISCONNECTS = "dropbell.disconnects";

  private final MeterRegistry registry;
  private final String transport;
  private final Counter delivered;

  TransportMeters(MeterRegistry registry, String transport) {
    this.registry = registry;
    this.transport = transport;
    this.delivered =
        Counter.builder("dropbell.messages.delivered")
            .description("Messages handed to a connection, replayed ones included")
            .tag("transport", transport)
            .register(registry);
  }

  /** Shows how many are connected, as long as the audience lives. */
  void watch(Audience<?> audience) {
    Gauge.builder("dropbell.clients", audience, Audience::size)
        .description("Clients that are connected")
        .tag("transport", transport)
        .register(registry);
  }

  void delivered(int count) {
    delivered.increment(count);
  }

  /** So many messages do not reach a connection that they were meant for. */
  public void dropped(String reason, int count) {
    registry.counter(DROPPED, "transport", transport, "reason", reason).increment(count);
  }

  /** A connection has ended. */
  public void disconnected(String reason) {
    registry.counter(DISCONNECTS, "transport", transport, "reason", reason).increment();
  }

  /** Shows what the transport counts itself, as {@link #dropped} would, as long as it lives. */
  public <T> void watchDropped(String reason, T owner, ToDoubleFunction<T> total) {
    watch(DROPPED, reason, owner, total);
  }

  /** Shows what the transport counts itself, as {@link #disconnected} would. */
  public <T> void watchDisconnects(String reason, T owner, ToDoubleFunction<T> total) {
    watch(DISCONNECTS, reason, owner, total);
  }

  private <T> void watch(String name, String reason, T owner, ToDoubleFunction<T> total) {
    FunctionCounter.builder(name, owner, total)
        .tag("transport", transport)
        .tag("reason", reason)
        .register(registry);
  }
}
