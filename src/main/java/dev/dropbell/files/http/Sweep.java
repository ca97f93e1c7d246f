package dev.dropbell.files.http;

import dev.dropbell.files.http.SlowClients.Verdict;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every connection twice a second, and cuts off those whose client takes too long. One
 * thread does it for all; {@link #start} and {@link #stop} are called one after the other.
 */
final class Sweep {

  private static final Logger log = LoggerFactory.getLogger(Sweep.class);

  private static final int PERIOD_MILLIS = 500;

  private final HttpProperties limits;
  private final Supplier<Collection<SocketWrapperBase<NioChannel>>> connections;
  private @Nullable ScheduledExecutorService timer;

  Sweep(HttpProperties limits, Supplier<Collection<SocketWrapperBase<NioChannel>>> connections) {
    this.limits = limits;
    this.connections = connections;
  }

  void start() {
    ScheduledExecutorService started =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("http-sweep").factory());
    timer = started;
    var _ =
        started.scheduleWithFixedDelay(
            this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  void stop() {
    if (timer != null) {
      timer.shutdownNow();
    }
  }

  private void look() {
    try {
      Map<Verdict, Integer> cut = new EnumMap<>(Verdict.class);
      for (SocketWrapperBase<NioChannel> socket : connections.get()) {
        Verdict verdict = socket instanceof Connection connection ? look(connection) : null;
        if (verdict != null) {
          cut.merge(verdict, 1, Integer::sum);
        }
      }
      // Not a line for each: those who hold thousands of connections would fill the log as well.
      cut.forEach((verdict, count) ->
          log.info("slow clients cut off: reason={} connections={}", verdict.code(), count));
    } catch (RuntimeException e) {
      // A timer does not call again what has thrown once.
      log.error("looking after slow clients failed", e);
    }
  }

  private @Nullable Verdict look(Connection connection) {
    SlowClients client = connection.slowClients();
    // In this order: what is read last may be newer, which is in the client's favour.
    Connection.Wait wait = connection.waitsFor();
    Verdict verdict =
        client.judge(
            limits,
            wait,
            System.nanoTime(),
            connection.since(),
            connection.receivedOfRequest(),
            connection.sent());
    if (verdict != null) {
      log.debug("cut off: reason={} from={}", verdict.code(), connection.getRemoteAddr());
      connection.cut(wait == Connection.Wait.WRITE);
    } else if (client.isStuck()) {
      nudge(connection);
    }
    return verdict;
  }

  private static void nudge(Connection connection) {
    try {
      // Elsewhere, because it may wait for the disk.
      connection.execute(connection::nudge);
    } catch (RejectedExecutionException e) {
      log.debug("the connector is stopping", e);
    }
  }
}
