package dev.dropbell.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.security.AllowedOrigins;
import dev.dropbell.socketio.engine.CloseReason;
import dev.dropbell.testing.LeakWatch;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Clients that come, join, leave, upgrade, drop, misbehave and return at random, while several
 * publishers publish: what each client gets is in the order of its topic, and when all have gone,
 * nothing is left of them: no session, no room, no buffer.
 *
 * <p>{@code -Dsoak.seed=} repeats a run, {@code -Dsoak.seconds=} makes it longer.
 */
class SoakIT {

  private static final int CLIENTS = 40;
  private static final int PUBLISHERS = 2;
  private static final List<String> TOPICS = List.of("a", "a/b", "a/b/c", "d");
  private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("soak.seconds", 20));
  private static final Duration POLL = Duration.ofMillis(5);
  private static final Pattern MESSAGE =
      Pattern.compile("42\\[\"message\",.*\"topic\":\"([^\"]+)\",\"message\":(\\d+)}]");

  private final long seed = Long.getLong("soak.seed", System.nanoTime());
  private final long end = System.nanoTime() + LENGTH.toNanos();
  private final AtomicLong number = new AtomicLong();
  private final AtomicLong heard = new AtomicLong();

  @Test
  void comingAndGoing_leavesNothing() throws Exception {
    System.out.println("soak.seed=" + seed);
    LeakWatch leaks = LeakWatch.start();
    try (TestRooms rooms =
        TestRooms.start(
            TestSettings.withPort(0), new AllowedOrigins(List.of("*")), Admission::everybody)) {
      try (ScheduledExecutorService publishers = Executors.newScheduledThreadPool(PUBLISHERS);
          ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < PUBLISHERS; i++) {
          var _ = publishers.scheduleAtFixedRate(() -> publish(rooms), i, 2, TimeUnit.MILLISECONDS);
        }
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
          Random random = new Random(seed + i);
          all.add(threads.submit(() -> live(rooms, random)));
        }
        for (Future<?> each : all) {
          each.get();
        }
        publishers.shutdownNow();
      }

      assertThat(rooms.engine().closedCount(CloseReason.SLOW)).isZero();
      assertThat(rooms.engine().closedCount(CloseReason.FAULT)).isZero();
      assertThat(heard).hasPositiveValue();
      await().until(() -> rooms.engine().sessionCount() == 0);
      assertThat(rooms.clientCount()).isZero();
      for (String topic : TOPICS) {
        assertThat(rooms.publish("0", topic).delivered()).isZero();
      }
    }
    leaks.assertNone();
  }

  /** One number after the other; who has the lock also has its place in the order. */
  private void publish(TestRooms rooms) {
    synchronized (number) {
      long n = number.incrementAndGet();
      rooms.publish(Long.toString(n), TOPICS.get((int) (n % TOPICS.size())));
    }
  }

  private void live(TestRooms rooms, Random random) {
    RawClient client = rooms.client();
    while (System.nanoTime() < end) {
      try {
        switch (random.nextInt(5)) {
          case 0, 1 -> visit(client.connect(), random);
          case 2 -> visitByPolling(client, random);
          case 3 -> visitByUpgrade(client, random);
          default -> stray(client, random);
        }
      } catch (CompletionException | UncheckedIOException closedInBetween) {
        // A request on a connection that the fault before has cost.
      }
    }
  }

  private void visit(RawSocket socket, Random random) {
    socket.send("40");
    Map<String, Long> last = new HashMap<>();
    for (int i = random.nextInt(6); i >= 0; i--) {
      socket.send(joinOrLeave(random));
      listen(random);
      socket.drain().forEach(packet -> check(packet, last));
    }
    part(socket, random);
    socket.drain().forEach(packet -> check(packet, last));
  }

  /** Stays while some more is published. */
  private void listen(Random random) {
    long until = number.get() + random.nextInt(100);
    await().pollInterval(POLL).until(() -> number.get() >= until || System.nanoTime() >= end);
  }

  private void visitByPolling(RawClient client, Random random) {
    String sid = client.open();
    client.post(sid, "40\u001e" + joinOrLeave(random).replace("leave", "join"));
    Map<String, Long> last = new HashMap<>();
    for (int i = random.nextInt(10); i >= 0; i--) {
      HttpResponse<String> polled = client.poll(sid);
      polled
          .body()
          .lines()
          .flatMap(l -> Pattern.compile("\u001e").splitAsStream(l))
          .forEach(packet -> check(packet, last));
      client.post(sid, joinOrLeave(random));
    }
    switch (random.nextInt(3)) {
      case 0 -> client.post(sid, "nonsense");
      case 1 -> client.post(sid, "42{}");
      default -> client.post(sid, "1");
    }
  }

  private void visitByUpgrade(RawClient client, Random random) {
    String sid = client.open();
    client.post(sid, "40\u001e" + joinOrLeave(random));
    CompletableFuture<HttpResponse<String>> hanging = client.pollAsync(sid);
    RawSocket probe = client.probe(sid).send("2probe");
    assertThat(probe.next()).isEqualTo("3probe");
    Map<String, Long> last = new HashMap<>();
    Pattern.compile("\u001e").splitAsStream(hanging.join().body()).forEach(p -> check(p, last));
    if (random.nextInt(4) == 0) {
      probe.abort();
      client.post(sid, "1");
      return;
    }
    probe.send("5");
    visitUpgraded(probe, random, last);
  }

  private void visitUpgraded(RawSocket socket, Random random, Map<String, Long> last) {
    for (int i = random.nextInt(4); i >= 0; i--) {
      socket.send(joinOrLeave(random));
      listen(random);
    }
    part(socket, random);
    socket.drain().forEach(packet -> check(packet, last));
  }

  private static void stray(RawClient client, Random random) {
    switch (random.nextInt(3)) {
      case 0 -> client.send("POST", "EIO=4&transport=polling", "40");
      case 1 -> client.connect().send("42[\"join_room\",{\"room\":\"a\"}]").awaitClosed();
      default -> client.connect().abort();
    }
  }

  private static void part(RawSocket socket, Random random) {
    switch (random.nextInt(5)) {
      case 0 -> socket.abort();
      case 1 -> socket.send("1").awaitClosed();
      case 2 -> socket.send("4nonsense").awaitClosed();
      case 3 -> socket.send("41").send("1").awaitClosed();
      default -> {
        socket.close();
      }
    }
  }

  private static String joinOrLeave(Random random) {
    String topic = TOPICS.get(random.nextInt(TOPICS.size()));
    return random.nextInt(3) == 0
        ? "42[\"leave_room\",{\"room\":\"" + topic + "\"}]"
        : "42[\"join_room\",{\"room\":\"" + topic + "\"}]";
  }

  /** Numbers of a topic only grow, and none comes twice. */
  private void check(String packet, Map<String, Long> last) {
    Matcher message = MESSAGE.matcher(packet);
    if (message.matches()) {
      heard.incrementAndGet();
      long n = Long.parseLong(message.group(2));
      Long before = last.put(message.group(1), n);
      assertThat(n).as("seed %d", seed).isGreaterThan(before == null ? 0 : before);
    }
  }
}
