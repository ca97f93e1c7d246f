package dev.dropbell.socketio;

import dev.dropbell.socketio.engine.Outgoing;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Tells clients how many there are, at most once in an interval: 10,000 arrivals must not cost
 * 10,000 times 10,000 messages. The last value always arrives.
 *
 * <p>A change is told at once when the last telling is an interval ago, and else with all others at
 * the end of the interval. An arrival is news only to those who came before it; so clients are
 * numbered in the order of their coming, and the newest is not told of itself.
 *
 * <p>Safe for concurrent use.
 */
final class ClientCounts {

  private final Collection<Client> clients;
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("socketio-counts").factory());
  private final long intervalNanos;

  /** Guarded by this. */
  private long arrivals;

  /** Guarded by this. */
  private boolean someCame;

  /** Guarded by this. */
  private boolean someWent;

  /** Guarded by this. */
  private boolean scheduled;

  /** Guarded by this. */
  private long lastToldNanos;

  /**
   * Counts these clients.
   *
   * @param clients changed by others; a client is in it before {@link #arrived} and not any more
   *     after {@link #left}
   */
  ClientCounts(Collection<Client> clients, Duration interval) {
    this.clients = clients;
    this.intervalNanos = interval.toNanos();
    this.lastToldNanos = System.nanoTime() - intervalNanos;
  }

  /** A place in the order of coming, for a new client. */
  synchronized long nextArrival() {
    return ++arrivals;
  }

  synchronized void arrived() {
    someCame = true;
    schedule();
  }

  synchronized void left() {
    someWent = true;
    schedule();
  }

  /** Tells nobody anything any more. */
  void stop() {
    scheduler.shutdownNow();
  }

  /** Guarded by this. */
  private void schedule() {
    if (!scheduled && !scheduler.isShutdown()) {
      scheduled = true;
      long sinceLast = System.nanoTime() - lastToldNanos;
      var _ =
          scheduler.schedule(
              this::tell, Math.max(0, intervalNanos - sinceLast), TimeUnit.NANOSECONDS);
    }
  }

  private void tell() {
    boolean came;
    boolean went;
    long newest;
    synchronized (this) {
      came = someCame;
      went = someWent;
      newest = arrivals;
      someCame = false;
      someWent = false;
      scheduled = false;
      lastToldNanos = System.nanoTime();
    }
    JsonText count = Payloads.count(clients.size());
    Outgoing newClient = PacketWriter.event("new_client", count);
    Outgoing clientCount = PacketWriter.event("client_count", count);
    for (Client client : clients) {
      boolean othersCame = came && client.arrival() < newest;
      if (othersCame) {
        client.send(newClient);
      }
      if (othersCame || went) {
        client.send(clientCount);
      }
    }
    newClient.release();
    clientCount.release();
  }
}
