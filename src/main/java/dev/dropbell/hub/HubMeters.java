package dev.dropbell.hub;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What is counted of all transports together. Thread-safe. */
final class HubMeters {

  private final MeterRegistry registry;
  private final Counter published;
  private final Counter recovered;
  private final Counter incomplete;
  private final Counter broken;

  HubMeters(MeterRegistry registry) {
    this.registry = registry;
    this.published =
        Counter.builder("dropbell.messages.published")
            .description("Messages that the hub took, whether or not somebody heard them")
            .register(registry);
    this.recovered = recoveries("recovered");
    this.incomplete = recoveries("incomplete");
    this.broken = recoveries("broken");
  }

  TransportMeters transport(String name) {
    return new TransportMeters(registry, name);
  }

  void published() {
    published.increment();
  }

  /** A subscriber came back with a cursor, and gets all since then, or what is left of it. */
  void replayed(boolean whole) {
    (whole ? recovered : incomplete).increment();
  }

  /** Its replay ended before it was brought up to date. */
  void broken() {
    broken.increment();
  }

  private Counter recoveries(String outcome) {
    return Counter.builder("dropbell.recoveries")
        .description("Subscribers that came back with a cursor, by what the log could give them")
        .tag("outcome", outcome)
        .register(registry);
  }
}
