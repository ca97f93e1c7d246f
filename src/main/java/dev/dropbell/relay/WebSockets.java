package dev.dropbell.relay;

import dev.dropbell.hub.Audience;
import dev.dropbell.hub.Cursor;
import dev.dropbell.hub.Hub;
import dev.dropbell.hub.Outbox;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** All open WebSockets, and what they share. Safe for concurrent use. */
final class WebSockets {

  private final Hub hub;
  private final Registrations registrations;
  private final Sender sender;
  private final Audience<WebSocketConnection> audience;
  private final LongAdder progressDropped = new LongAdder();
  private final int maxMessageBytes;
  private final int outgoingBytes;
  private final long pingIntervalNanos;
  private final Set<WebSocketConnection> connections = ConcurrentHashMap.newKeySet();

  WebSockets(Hub hub, Registrations registrations, Sender sender, RelayProperties properties) {
    this.hub = hub;
    this.registrations = registrations;
    this.sender = sender;
    this.audience = hub.open(new WebSocketTransport());
    audience.meters().watchDropped("progress", progressDropped, LongAdder::sum);
    this.maxMessageBytes = Math.toIntExact(properties.maxMessageSize().toBytes());
    this.outgoingBytes = Math.toIntExact(properties.outgoingBuffer().toBytes());
    this.pingIntervalNanos = properties.pingInterval().toNanos();
  }

  /** Takes a socket whose handshake is done. */
  WebSocketConnection open(Registration registration, Format format, Wire wire) {
    WebSocketConnection connection = new WebSocketConnection(this, registration, format, wire);
    connections.add(connection);
    connection.opened();
    return connection;
  }

  void remove(WebSocketConnection connection) {
    connections.remove(connection);
  }

  /** Looks after everybody; call it about once a second, always from the same thread. */
  void tick() {
    long now = System.nanoTime();
    connections.forEach(c -> c.tick(now));
    registrations.expire();
  }

  void closeAll(CloseStatus status) {
    connections.forEach(c -> c.close(status));
  }

  int size() {
    return connections.size();
  }

  Sender.Worker assignWorker() {
    return sender.assign();
  }

  Registrations registrations() {
    return registrations;
  }

  Audience<WebSocketConnection> audience() {
    return audience;
  }

  /** How far the log has been delivered. */
  Cursor head() {
    return hub.head();
  }

  int maxMessageBytes() {
    return maxMessageBytes;
  }

  /** For what waits to go out to one of them. */
  Outbox<Outgoing> newOutbox() {
    return new Outbox<>(outgoingBytes, progressDropped);
  }

  long pingIntervalNanos() {
    return pingIntervalNanos;
  }
}
