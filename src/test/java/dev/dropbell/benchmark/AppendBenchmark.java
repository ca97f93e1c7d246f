package dev.dropbell.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dropbell.eventlog.RetentionProperties;
import dev.dropbell.eventlog.SqliteEventLog;
import dev.dropbell.hub.Cursor;
import dev.dropbell.hub.Draft;
import dev.dropbell.hub.EventLog;
import dev.dropbell.hub.EventLogException;
import dev.dropbell.hub.MessageType;
import dev.dropbell.hub.Topic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.util.unit.DataSize;

/**
 * How many durable appends a second the log takes from publishers that each wait for theirs, beside
 * what one fsync costs on the same disk.
 *
 * <p>Arguments: a directory on the disk in question, the number of publishers (64), seconds (10),
 * how many messages retention keeps (0, all).
 *
 * <pre>
 * ./mvnw -q test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath
 * java -cp target/test-classes:target/classes:$(cat target/classpath) \
 *     dev.dropbell.benchmark.AppendBenchmark target/append 64 10 0
 * </pre>
 */
public final class AppendBenchmark {

  private static final String DATA =
      "{\"filename\":\"a.jpg\",\"note\":\"%s\"}".formatted("x".repeat(300));

  private final EventLog log;
  private final LongAdder appended = new LongAdder();
  private volatile boolean running = true;

  private AppendBenchmark(EventLog log) {
    this.log = log;
  }

  /** Runs it, after a warm-up of half the time. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory(Files.createDirectories(Path.of(args[0])), "run");
    int publishers = args.length > 1 ? Integer.parseInt(args[1]) : 64;
    int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 10;
    long kept = args.length > 3 ? Long.parseLong(args[3]) : 0;
    System.out.printf("one fsync of 4 KiB: %d us%n", fsyncMicros(directory.resolve("probe")));
    try (SqliteEventLog log =
        SqliteEventLog.open(
            directory,
            new RetentionProperties(Duration.ZERO, kept, DataSize.ofBytes(0)),
            InstantSource.system())) {
      new AppendBenchmark(log).run(publishers, Duration.ofSeconds(seconds));
    }
  }

  private void run(int publishers, Duration time) throws InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < publishers; i++) {
        threads.execute(this::publish);
      }
      Thread.sleep(time.dividedBy(2));
      long before = appended.sum();
      long start = System.nanoTime();
      Thread.sleep(time);
      long count = appended.sum() - before;
      double elapsed = (System.nanoTime() - start) / 1e9;
      running = false;
      System.out.printf(
          "%d publishers: %.0f appends/s, %.0f us from append to completion%n",
          publishers, count / elapsed, publishers * elapsed * 1e6 / count);
    }
  }

  private void publish() {
    while (running) {
      append().join();
      appended.increment();
    }
  }

  private CompletableFuture<Cursor> append() {
    CompletableFuture<Cursor> result = new CompletableFuture<>();
    log.append(
        Draft.of(
            Ids.next(),
            MessageType.FILE_UPLOADED,
            Topic.ofUploadsTo("/cams/front"),
            DATA,
            Instant.now()),
        new EventLog.Completion() {
          @Override
          public void appended(Cursor cursor) {
            result.complete(cursor);
          }

          @Override
          public void failed(EventLogException cause) {
            result.completeExceptionally(cause);
          }
        });
    return result;
  }

  private static long fsyncMicros(Path file) throws IOException {
    int rounds = 500;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer page = UTF_8.encode("x".repeat(4096));
      long start = System.nanoTime();
      for (int i = 0; i < rounds; i++) {
        channel.write(page.rewind(), i % 10 * 4096L);
        channel.force(false);
      }
      return (System.nanoTime() - start) / rounds / 1_000;
    }
  }
}
