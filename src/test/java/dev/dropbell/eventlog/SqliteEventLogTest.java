package dev.dropbell.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dropbell.hub.Draft;
import dev.dropbell.hub.EventLog;
import dev.dropbell.hub.EventLogContract;
import dev.dropbell.hub.MessageType;
import dev.dropbell.hub.Topic;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQLite keeps the contract, and what only it can get wrong. */
final class SqliteEventLogTest extends EventLogContract {

  @TempDir Path directory;

  @Override
  protected EventLog open() {
    return TestLogs.open(directory);
  }

  @Override
  protected EventLog openKeeping(long count) {
    return TestLogs.openKeeping(directory, count);
  }

  @Override
  protected void close(EventLog opened) {
    ((SqliteEventLog) opened).close();
  }

  /**
   * A trigger of the test's own in the file: SQLite itself fails the statement in mid-transaction.
   */
  @Override
  protected void breakStorage() {
    execute(
        "CREATE TRIGGER broken BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'broken on purpose'); END");
  }

  @Override
  protected void mendStorage() {
    execute("DROP TRIGGER broken");
  }

  @Test
  void append_ofATopicWithALineBreak_failsAlone() {
    Draft odd =
        Draft.of(
            UUID.randomUUID(), MessageType.MESSAGE, List.of(new Topic("a\nb")), "1", Instant.now());

    assertThatThrownBy(() -> append(odd)).hasMessageContaining("line break");
    assertThat(append(draft()).position()).isEqualTo(1);
  }

  @Test
  void append_ofATimeBeyondTheColumn_failsAlone() {
    Draft odd =
        Draft.of(
            UUID.randomUUID(), MessageType.MESSAGE, List.of(Topic.parse("a")), "1", Instant.MAX);

    assertThatThrownBy(() -> append(odd)).hasMessageContaining("1678 to 2262");
    assertThat(append(draft()).position()).isEqualTo(1);
  }

  @Test
  void epoch_ofAnotherLog_isAnother() {
    try (SqliteEventLog other = TestLogs.open(directory.resolve("other"))) {
      assertThat(other.head().epoch()).isNotEqualTo(log.head().epoch());
    }
  }

  @Test
  void close_twice_isNoError() {
    close(log);
  }

  private void execute(String sql) {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("events.db"));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
