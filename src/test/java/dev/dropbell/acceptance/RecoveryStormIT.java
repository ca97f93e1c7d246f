package dev.dropbell.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.acceptance.StormSubscriber.StormPorts;
import dev.dropbell.testing.FreePort;
import dev.dropbell.testing.ScriptedFtpClient;
import dev.dropbell.testing.ServiceProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Subscribers on every transport leave and come back at random while files are uploaded and
 * messages published, and in the midst of it the service is killed and started again.
 *
 * <ul>
 *   <li>Each ends with every message of its topics exactly once, in the one order of the log.
 *   <li>Every publish that was answered 200, and every upload that was answered 226, is among them;
 *       a publish that was tried again by its key is there once.
 * </ul>
 */
@Timeout(180)
class RecoveryStormIT {

  private static final Duration LONGEST_STORM = Duration.ofSeconds(100);

  /** Messages until the service is killed, on average. */
  private static final int KILLED_ABOUT = 500;

  /** Messages until the storm ends. */
  private static final int PUBLISHED = 5_000;

  private static final int SUBSCRIBERS_OF_EACH_KIND = 8;
  private static final int PUBLISHERS = 3;
  private static final int UPLOADERS = 2;
  private static final int LONGEST_VISIT_MILLIS = 1_500;
  private static final int LONGEST_ABSENCE_MILLIS = 700;
  private static final List<String> TOPICS =
      List.of("s/0", "s/1", "s/2", "s/3", "uploads", "uploads/storm");

  @TempDir Path root;

  private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
  private final Queue<String> uploaded = new ConcurrentLinkedQueue<>();
  private volatile boolean storming = true;

  @Test
  void everySubscriber_hearsEverythingOnceAndInOrder() throws Exception {
    long seed = Long.getLong("dropbell.seed", System.nanoTime());
    System.out.println("RecoveryStormIT: replay with -Ddropbell.seed=" + seed);
    Random random = new Random(seed);
    StormPorts ports = new StormPorts(FreePort.take(), FreePort.take(), FreePort.take());
    CompletableFuture<Void> over = new CompletableFuture<>();
    ServiceProcess service = start(ports);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String begin = StormSubscriber.JSON.readTree(ports.get("/events")).path("next").asString();
      List<StormSubscriber> subscribers = subscribers(ports, begin, random);
      List<Future<?>> comingAndGoing = new ArrayList<>();
      for (StormSubscriber subscriber : subscribers) {
        Random own = new Random(random.nextLong());
        comingAndGoing.add(threads.submit(() -> comeAndGo(subscriber, own, over)));
      }
      List<Future<?>> writers = new ArrayList<>();
      for (int p = 0; p < PUBLISHERS; p++) {
        int name = p;
        Random own = new Random(random.nextLong());
        writers.add(threads.submit(() -> publish(ports, name, own)));
      }
      for (int u = 0; u < UPLOADERS; u++) {
        int name = u;
        writers.add(threads.submit(() -> upload(ports, name)));
      }

      awaitPublished(random.nextInt(2 * KILLED_ABOUT));
      service.kill();
      service.close();
      service = start(ports);
      awaitPublished(PUBLISHED);
      storming = false;
      for (Future<?> writer : writers) {
        writer.get();
      }
      List<JsonNode> log = log(ports, begin);
      checkAcknowledged(log);
      try {
        for (StormSubscriber subscriber : subscribers) {
          int expected = expected(log, subscriber.topics).size();
          await()
              .atMost(Duration.ofSeconds(30))
              .conditionEvaluationListener(null)
              .until(() -> subscriber.count() >= expected);
        }
      } finally {
        over.complete(null);
      }
      for (Future<?> one : comingAndGoing) {
        one.get();
      }
      int visits = 0;
      for (StormSubscriber subscriber : subscribers) {
        assertThat(subscriber.heard())
            .as("%s", subscriber)
            .isEqualTo(expected(log, subscriber.topics));
        visits += subscriber.visits();
      }
      System.out.println(
          "RecoveryStormIT: messages=%d published=%d uploaded=%d subscribers=%d visits=%d"
              .formatted(
                  log.size(), acknowledged.size(), uploaded.size(), subscribers.size(), visits));
      assertThat(visits).isGreaterThan(subscribers.size() * 5);
      assertThat(uploaded).isNotEmpty();
    } finally {
      storming = false;
      over.complete(null);
      service.close();
    }
  }

  private void awaitPublished(int atLeast) {
    await().atMost(LONGEST_STORM).until(() -> acknowledged.size() >= atLeast);
  }

  private ServiceProcess start(StormPorts ports) throws Exception {
    return ServiceProcess.start(
        root,
        "--server.port=" + ports.http(),
        "--dropbell.socketio.port=" + ports.socketIo(),
        "--dropbell.ftp.port=" + ports.ftp(),
        "--dropbell.directories=storm");
  }

  private static List<StormSubscriber> subscribers(StormPorts ports, String begin, Random random) {
    List<StormSubscriber> all = new ArrayList<>();
    for (int i = 0; i < SUBSCRIBERS_OF_EACH_KIND; i++) {
      all.add(new StormSubscriber.Relay(ports, someTopics(random), begin));
      all.add(new StormSubscriber.SocketIo(ports, someTopics(random), begin));
      all.add(
          new StormSubscriber.Rest(
              ports, someTopics(random), begin, new Random(random.nextLong())));
    }
    return all;
  }

  private static List<String> someTopics(Random random) {
    List<String> some = TOPICS.stream().filter(_ -> random.nextBoolean()).toList();
    return some.isEmpty() ? List.of(TOPICS.getFirst()) : some;
  }

  private static void comeAndGo(
      StormSubscriber subscriber, Random random, CompletableFuture<Void> over) {
    while (!over.isDone()) {
      CompletableFuture<Void> visit = new CompletableFuture<>();
      var _ =
          visit.completeOnTimeout(
              null, random.nextInt(LONGEST_VISIT_MILLIS), TimeUnit.MILLISECONDS);
      var _ = over.thenRun(() -> visit.complete(null));
      try {
        subscriber.visit(visit);
        pause(random.nextInt(LONGEST_ABSENCE_MILLIS), over);
      } catch (AssertionError e) {
        throw e;
      } catch (Exception notThere) {
        if (notThere.getCause() instanceof AssertionError wrong) {
          throw wrong;
        }
        pause(50, over);
      }
    }
  }

  private static void pause(int millis, CompletableFuture<Void> over) {
    new CompletableFuture<Void>()
        .completeOnTimeout(null, millis, TimeUnit.MILLISECONDS)
        .acceptEither(over, _ -> {})
        .join();
  }

  /** Tries each message until it is answered, however often the service is not there. */
  private void publish(StormPorts ports, int name, Random random) {
    for (int i = 0; storming; i++) {
      String text = name + "-" + i;
      String topic = TOPICS.get(random.nextInt(4));
      String body =
          "{\"topic\":\"%s\",\"message\":\"%s\",\"idempotency_key\":\"%s\"}"
              .formatted(topic, text, text);
      while (true) {
        try {
          ports.post("/publish", body);
          acknowledged.add(text);
          break;
        } catch (Exception notThere) {
          pause(50, new CompletableFuture<>());
        }
      }
    }
  }

  private void upload(StormPorts ports, int name) {
    for (int i = 0; storming; ) {
      try (ScriptedFtpClient ftp = ScriptedFtpClient.logIn(ports.ftp())) {
        for (; storming; i++) {
          String path = "/storm/%d-%d.txt".formatted(name, i);
          if (ftp.store("STOR " + path, path.getBytes(UTF_8)).code() == 226) {
            uploaded.add(path);
          }
          pause(10, new CompletableFuture<>());
        }
      } catch (RuntimeException | AssertionError notThere) {
        i++;
        pause(50, new CompletableFuture<>());
      }
    }
  }

  private static List<JsonNode> log(StormPorts ports, String begin) throws Exception {
    List<JsonNode> all = new ArrayList<>();
    String since = begin;
    while (true) {
      JsonNode page = StormSubscriber.JSON.readTree(ports.get("/events?limit=1000&since=" + since));
      if (page.path("events").isEmpty()) {
        return all;
      }
      page.path("events").forEach(all::add);
      since = page.path("next").asString();
    }
  }

  private void checkAcknowledged(List<JsonNode> log) {
    Map<String, Integer> times = new HashMap<>();
    for (JsonNode message : log) {
      JsonNode data = message.path("data");
      times.merge(
          data.isString() ? data.asString() : data.path("path").asString(), 1, Integer::sum);
    }
    assertThat(times.values()).containsOnly(1);
    assertThat(times.keySet()).containsAll(acknowledged).containsAll(uploaded);
  }

  private static List<String> expected(List<JsonNode> log, List<String> topics) {
    return log.stream()
        .filter(m -> concerns(m.path("topic").asString(), topics))
        .map(m -> m.path("id").asString())
        .toList();
  }

  /** An upload also concerns the topics above its own. */
  private static boolean concerns(String topic, List<String> topics) {
    return topics.contains(topic) || (topic.startsWith("uploads/") && topics.contains("uploads"));
  }
}
