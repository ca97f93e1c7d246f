package dev.dropbell.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.hub.Cursor;
import dev.dropbell.hub.EventLog.Page;
import dev.dropbell.hub.EventLog.Query;
import dev.dropbell.hub.Message;
import dev.dropbell.hub.Viewer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that appends is killed with SIGKILL at a random moment, again and again on one log.
 * Whatever it had acknowledged must be there, once and at its place.
 */
final class KilledProcessTest {

  private static final int MOST_ROUNDS = 20;
  private static final int FEWEST_ROUNDS = 3;
  private static final long TIME_NANOS = Duration.ofSeconds(15).toNanos();

  @TempDir Path directory;

  private final List<String> acknowledged = new ArrayList<>();

  @Test
  void everyAcknowledgedAppend_survivesKill() throws IOException, InterruptedException {
    long seed = Long.getLong("dropbell.seed", System.nanoTime());
    System.out.println("KilledProcessTest: replay with -Ddropbell.seed=" + seed);
    Random random = new Random(seed);
    Set<String> epochs = new HashSet<>();
    long start = System.nanoTime();
    for (int round = 0; round < MOST_ROUNDS; round++) {
      if (round >= FEWEST_ROUNDS && System.nanoTime() - start > TIME_NANOS) {
        break;
      }
      appendUntilKilled(1 + random.nextInt(2_000));
      List<Message> replayed = replayAfterRestart();

      replayed.forEach(m -> epochs.add(m.cursor().epoch()));
      assertThat(epochs).as("epochs after round %d", round).hasSize(1);
      assertThat(replayed).extracting(Message::id).doesNotHaveDuplicates();
      assertThat(replayed)
          .extracting(m -> m.cursor().position() + " " + m.id())
          .as("log after round %d", round)
          .containsSubsequence(acknowledged);
    }
  }

  private void appendUntilKilled(int acknowledgements) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                AppendingProcess.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = process.inputReader()) {
      int left = acknowledgements;
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (isAcknowledgement(line)) {
          acknowledged.add(line);
          left--;
        }
        if (left == 0) {
          // By its handle, which leaves open what is still in the pipe.
          process.toHandle().destroyForcibly();
        }
      }
      assertThat(left).as("the process ended by itself").isLessThanOrEqualTo(0);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** The process logs to the same stream, and its last line may be cut. */
  private static boolean isAcknowledgement(String line) {
    return line.matches("\\d+ [0-9a-f-]{36}");
  }

  private List<Message> replayAfterRestart() {
    List<Message> replayed = new ArrayList<>();
    try (SqliteEventLog log = TestLogs.open(directory)) {
      Page page = page(log, null);
      while (!page.messages().isEmpty()) {
        replayed.addAll(page.messages());
        page = page(log, page.next());
      }
    }
    return replayed;
  }

  private static Page page(SqliteEventLog log, @Nullable Cursor after) {
    return log.read(new Query(null, new Viewer.Anybody(), after, log.head(), Query.MAX_LIMIT));
  }
}
