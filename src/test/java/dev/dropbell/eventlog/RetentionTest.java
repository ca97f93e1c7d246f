package dev.dropbell.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dropbell.hub.Cursor;
import dev.dropbell.hub.Draft;
import dev.dropbell.hub.EventLog.Completion;
import dev.dropbell.hub.EventLog.Page;
import dev.dropbell.hub.EventLog.Query;
import dev.dropbell.hub.EventLogException;
import dev.dropbell.hub.MessageType;
import dev.dropbell.hub.Topic;
import dev.dropbell.hub.Viewer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.util.unit.DataSize;

/** Retention by age and size, and what it leaves behind in the file; by count: the contract. */
@Timeout(60)
final class RetentionTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path directory;

  @Test
  void age_takesWhatHasBecomeTooOld() {
    AtomicReference<Instant> clock = new AtomicReference<>(NOON);
    try (SqliteEventLog log = TestLogs.openKeeping(directory, Duration.ofHours(1), clock::get)) {
      append(log, "cats", "1", NOON);
      Cursor second = append(log, "cats", "2", NOON.plus(Duration.ofMinutes(30)));
      assertThat(all(log).messages()).hasSize(2);

      clock.set(NOON.plus(Duration.ofMinutes(61)));

      await()
          .untilAsserted(() ->
              assertThat(all(log).messages())
                  .singleElement()
                  .satisfies(m -> assertThat(m.cursor()).isEqualTo(second)));
    }
  }

  @Test
  void age_longerThanAnyClock_isNoLimitAndNoObstacle() {
    RetentionProperties limits =
        new RetentionProperties(Duration.ofSeconds(Long.MAX_VALUE), 2, DataSize.ofBytes(0));
    try (SqliteEventLog log = SqliteEventLog.open(directory, limits, () -> NOON)) {
      for (int i = 0; i < 5; i++) {
        append(log, "cats", "1", Instant.EPOCH);
      }

      await().untilAsserted(() -> assertThat(all(log).messages()).hasSize(2));
    }
  }

  @Test
  void size_boundsTheFile() {
    DataSize limit = DataSize.ofMegabytes(2);
    String data = '"' + "x".repeat(10_000) + '"';
    try (SqliteEventLog log = TestLogs.openKeeping(directory, limit)) {
      for (int i = 0; i < 1_000; i++) {
        append(log, "cats", data, NOON);
      }

      await().untilAsserted(() -> assertThat(usedBytes()).isLessThanOrEqualTo(limit.toBytes()));
      List<Long> kept = all(log).messages().stream().map(m -> m.cursor().position()).toList();
      assertThat(kept).as("not more than needed").hasSizeGreaterThan(100).last().isEqualTo(1_000L);
    }
  }

  @Test
  void topicsWithoutMessages_areForgottenAndComeBack() {
    try (SqliteEventLog log = TestLogs.openKeeping(directory, 10)) {
      for (int i = 0; i < 50; i++) {
        append(log, "room-" + i, "1", NOON);
      }
      await().untilAsserted(() -> assertThat(count("topic")).isEqualTo(10));
      assertThat(count("message_topic")).isEqualTo(10);

      Cursor again = append(log, "room-0", "1", NOON);

      Page page = log.read(query(log, "room-0"));
      assertThat(page.messages()).singleElement().matches(m -> m.cursor().equals(again));
    }
  }

  @Test
  void page_ofLargeMessages_isShorterThanTheLimitAndNotTheEnd() {
    String data = '"' + "x".repeat(1 << 20) + '"';
    try (SqliteEventLog log = TestLogs.open(directory)) {
      for (int i = 0; i < 10; i++) {
        append(log, "cats", data, NOON);
      }

      Page first = log.read(query(log, "cats"));

      assertThat(first.messages()).hasSizeBetween(1, 5);
      assertThat(first.next()).isEqualTo(first.messages().getLast().cursor());
    }
  }

  @Test
  void brokenOldMessages_doNotStopNewOnes() {
    try (SqliteEventLog log = TestLogs.openKeeping(directory, 5)) {
      client()
          .sql(
              "CREATE TRIGGER broken BEFORE DELETE ON message"
                  + " BEGIN SELECT RAISE(ABORT, 'broken on purpose'); END")
          .update();

      for (int i = 0; i < 300; i++) {
        append(log, "cats", "1", NOON);
      }

      assertThat(all(log).messages()).hasSize(300);
    }
  }

  @Test
  void properties_belowZero_areRefusedWithWhatToSet() {
    assertThatThrownBy(() -> new RetentionProperties(Duration.ofDays(-1), 0, DataSize.ofBytes(0)))
        .hasMessageContaining("dropbell.log.retention.max-age is PT-24H; set a time such as 7d");
    assertThatThrownBy(() -> new RetentionProperties(Duration.ZERO, -1, DataSize.ofBytes(0)))
        .hasMessageContaining("max-count is -1");
    assertThatThrownBy(() -> new RetentionProperties(Duration.ZERO, 0, DataSize.ofBytes(-1)))
        .hasMessageContaining("max-size is -1B");
  }

  private static Page all(SqliteEventLog log) {
    return log.read(new Query(null, new Viewer.Anybody(), null, log.head(), Query.MAX_LIMIT));
  }

  private static Query query(SqliteEventLog log, String topic) {
    return new Query(
        Set.of(Topic.parse(topic)), new Viewer.Anybody(), null, log.head(), Query.MAX_LIMIT);
  }

  private static Cursor append(SqliteEventLog log, String topic, String data, Instant at) {
    CompletableFuture<Cursor> result = new CompletableFuture<>();
    log.append(
        Draft.of(UUID.randomUUID(), MessageType.MESSAGE, List.of(Topic.parse(topic)), data, at),
        new Completion() {
          @Override
          public void appended(Cursor cursor) {
            result.complete(cursor);
          }

          @Override
          public void failed(EventLogException cause) {
            result.completeExceptionally(cause);
          }
        });
    return result.join();
  }

  private long count(String table) {
    return client().sql("SELECT count(*) FROM " + table).query(Long.class).single();
  }

  private long usedBytes() {
    return client()
        .sql(
            "SELECT (page_count - freelist_count) * page_size"
                + " FROM pragma_page_count, pragma_freelist_count, pragma_page_size")
        .query(Long.class)
        .single();
  }

  private JdbcClient client() {
    return JdbcClient.create(
        new DriverManagerDataSource("jdbc:sqlite:" + directory.resolve("events.db")));
  }
}
