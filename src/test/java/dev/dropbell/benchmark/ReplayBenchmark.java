package dev.dropbell.benchmark;

import dev.dropbell.eventlog.RetentionProperties;
import dev.dropbell.eventlog.SqliteEventLog;
import dev.dropbell.hub.Cursor;
import dev.dropbell.hub.Draft;
import dev.dropbell.hub.EventLog;
import dev.dropbell.hub.EventLog.Page;
import dev.dropbell.hub.EventLog.Query;
import dev.dropbell.hub.EventLogException;
import dev.dropbell.hub.MessageType;
import dev.dropbell.hub.Topic;
import dev.dropbell.hub.Viewer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.springframework.util.unit.DataSize;

/**
 * What it costs to read a log of a given size: the last 100 messages of a topic, and a replay of
 * 100,000.
 *
 * <p>Arguments: a directory, the number of messages (5,000,000). A directory that holds a log
 * already is filled up to that number.
 *
 * <pre>
 * ./mvnw -q test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath
 * java -Xmx64m -cp target/test-classes:target/classes:$(cat target/classpath) \
 *     dev.dropbell.benchmark.ReplayBenchmark target/replay 5000000
 * </pre>
 */
public final class ReplayBenchmark {

  private static final int ROUNDS = 500;
  private static final int IN_FLIGHT = 1_000;
  private static final int CAMERAS = 100;
  private static final int REPLAYED = 100_000;

  private final EventLog log;

  private ReplayBenchmark(EventLog log) {
    this.log = log;
  }

  /** Fills the log if need be, and reads. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path directory = Files.createDirectories(Path.of(args[0]));
    long messages = args.length > 1 ? Long.parseLong(args[1]) : 5_000_000;
    RetentionProperties everything = new RetentionProperties(Duration.ZERO, 0, DataSize.ofBytes(0));
    long opening = System.nanoTime();
    try (SqliteEventLog log = SqliteEventLog.open(directory, everything, InstantSource.system())) {
      System.out.printf("opened in %.0f ms%n", (System.nanoTime() - opening) / 1e6);
      ReplayBenchmark benchmark = new ReplayBenchmark(log);
      benchmark.fill(messages);
      System.out.printf(
          "%d messages, %d MB%n",
          log.head().position(), Files.size(directory.resolve("events.db")) >> 20);
      benchmark.readTail();
      benchmark.replay(Set.of(Topic.parse("uploads")));
      benchmark.replay(Set.of(Topic.parse("uploads/cam7"), Topic.parse("uploads/cam8")));
    }
  }

  private void fill(long messages) throws InterruptedException {
    Semaphore permits = new Semaphore(IN_FLIGHT);
    for (long i = log.head().position(); i < messages; i++) {
      permits.acquire();
      log.append(draft("/cam" + i % CAMERAS), new Releasing(permits));
    }
    permits.acquire(IN_FLIGHT);
  }

  private static Draft draft(String directory) {
    return Draft.of(
        Ids.next(),
        MessageType.FILE_UPLOADED,
        Topic.ofUploadsTo(directory),
        "{\"filename\":\"%s\"}".formatted("x".repeat(200)),
        Instant.now());
  }

  private record Releasing(Semaphore permits) implements EventLog.Completion {

    @Override
    public void appended(Cursor cursor) {
      permits.release();
    }

    @Override
    public void failed(EventLogException cause) {
      throw cause;
    }
  }

  private void readTail() {
    Cursor head = log.head();
    Cursor after = new Cursor(head.epoch(), Math.max(0, head.position() - 100));
    for (Set<Topic> topics :
        List.of(Set.of(Topic.parse("uploads")), Set.of(Topic.parse("uploads/cam7")))) {
      long best = Long.MAX_VALUE;
      int found = 0;
      for (int i = 0; i < ROUNDS; i++) {
        long start = System.nanoTime();
        found = page(topics, after).messages().size();
        best = Math.min(best, System.nanoTime() - start);
      }
      System.out.printf("since the last 100 in %s: %d found, %d us%n", topics, found, best / 1_000);
    }
  }

  private void replay(Set<Topic> topics) {
    Cursor head = log.head();
    Cursor place = new Cursor(head.epoch(), Math.max(0, head.position() - REPLAYED));
    long start = System.nanoTime();
    long count = 0;
    for (Page page = page(topics, place);
        !page.messages().isEmpty();
        page = page(topics, page.next())) {
      count += page.messages().size();
    }
    System.out.printf(
        "replay of the last %d, topics %s: %d messages in %.0f ms%n",
        REPLAYED, topics, count, (System.nanoTime() - start) / 1e6);
  }

  private Page page(Set<Topic> topics, Cursor after) {
    return log.read(new Query(topics, new Viewer.Anybody(), after, log.head(), Query.MAX_LIMIT));
  }
}
