package dev.dropbell.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dropbell.hub.Cursor;
import dev.dropbell.hub.Draft;
import dev.dropbell.hub.EventLog;
import dev.dropbell.hub.EventLog.Query;
import dev.dropbell.hub.EventLogException;
import dev.dropbell.hub.Message;
import dev.dropbell.hub.MessageType;
import dev.dropbell.hub.Topic;
import dev.dropbell.hub.Viewer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Directories and files that the log cannot live with: each is told apart, none is touched. */
final class LogFileTest {

  private static final int PAGE = 4096;

  @TempDir Path directory;

  private Path file;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("events.db");
  }

  @Test
  void directory_thatIsMissing_isMade() {
    Path deep = directory.resolve("a/b/.dropbell");

    TestLogs.open(deep).close();

    assertThat(deep.resolve("events.db")).isRegularFile();
  }

  @Test
  void close_leavesOneFileWithoutItsWal() {
    TestLogs.open(directory).close();

    assertThat(directory.resolve("events.db-wal")).doesNotExist();
  }

  @Test
  void directory_inUse_isRefusedAndNamesTheOwner() {
    try (SqliteEventLog _ = TestLogs.open(directory)) {
      assertThat(analysisOfStart().getDescription())
          .contains(directory.toString(), "in use by process " + ProcessHandle.current().pid());
      assertThat(analysisOfStart().getAction()).contains("dropbell.data-directory");
    }
    TestLogs.open(directory).close();
  }

  @Test
  void directory_thatCannotBeMade_isAnalysed() throws IOException {
    Path blocked = Files.writeString(directory.resolve("file"), "in the way").resolve("data");

    FailureAnalysis analysis = analysisOfStart(blocked);

    assertThat(analysis.getDescription()).contains("cannot be kept at " + blocked);
    assertThat(analysis.getAction()).contains("dropbell.data-directory");
  }

  @Test
  void file_thatIsADirectory_isAnalysed() throws IOException {
    Files.createDirectory(file);

    assertThat(analysisOfStart().getDescription()).contains("cannot be kept at " + file);
  }

  @Test
  void file_thatIsNoDatabase_isAnalysedAndLeftAlone() throws IOException {
    Files.writeString(file, "not a database, but long enough to have a header. ".repeat(10));
    byte[] before = Files.readAllBytes(file);

    assertDamaged();

    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void file_ofAnotherProgram_isAnalysedAndLeftAlone() throws SQLException {
    execute("CREATE TABLE cookies (name TEXT)");

    assertDamaged();

    execute("INSERT INTO cookies VALUES ('still there')");
  }

  @Test
  void file_thatWasCutShort_isAnalysedAndLeftAlone() throws IOException {
    writeLog();
    try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
      cut.setLength(cut.length() / PAGE / 2 * PAGE);
    }
    long length = Files.size(file);

    assertDamaged();

    assertThat(file).hasSize(length);
  }

  @Test
  void file_overwrittenInTheMiddle_afterACrash_isAnalysed() throws IOException, SQLException {
    writeLog();
    overwriteMiddle();
    Files.write(directory.resolve("events.db-wal"), new byte[0]);

    assertDamaged();
  }

  @Test
  void session_ofALogWithoutItsEpochTable_isAnalysedAndReleasesTheDirectory() throws SQLException {
    writeLog();
    execute("DROP TABLE log");

    assertDamaged();
    assertDamaged();
  }

  @Test
  void file_ofAnEarlierVersion_keepsItsMessages() throws SQLException {
    Flyway.configure().dataSource("jdbc:sqlite:" + file, null, null).target("2").load().migrate();
    execute("INSERT INTO log VALUES (1, 'abc123', 1, 0)");
    execute(
        """
        INSERT INTO message VALUES
          (1, x'0198f0e25c3b7d118f4e2b6a9c0d1e2f', 'message', 'cats', '"old"', 1, NULL, 0)\
        """);

    try (SqliteEventLog log = TestLogs.open(directory)) {
      append(log);
      Query all = new Query(null, new Viewer.Operator(), null, log.head(), 10);
      List<Message> messages = log.read(all).messages();
      assertThat(messages).hasSize(2);
      assertThat(messages.getFirst().data()).isEqualTo("\"old\"");
      assertThat(messages.getFirst().cursor()).isEqualTo(new Cursor("abc123", 1));
      assertThat(messages.getFirst().traceParent()).isNull();
    }
  }

  private void assertDamaged() {
    FailureAnalysis analysis = analysisOfStart();
    assertThat(analysis.getDescription()).contains(file.toString(), "damaged, or no log");
    assertThat(analysis.getAction())
        .contains("Nothing was changed", "backup", ".recover", "move it away", "epoch");
  }

  private FailureAnalysis analysisOfStart() {
    return analysisOfStart(directory);
  }

  private static FailureAnalysis analysisOfStart(Path data) {
    LogUnusableException failure =
        catchThrowableOfType(LogUnusableException.class, () -> TestLogs.open(data));
    return new LogUnusableFailureAnalyzer().analyze(failure, failure);
  }

  /** Some hundred pages. */
  private void writeLog() {
    try (SqliteEventLog log = TestLogs.open(directory)) {
      for (int i = 0; i < 500; i++) {
        append(log);
      }
    }
  }

  private static void append(EventLog log) {
    CompletableFuture<Cursor> result = new CompletableFuture<>();
    log.append(
        Draft.of(
            UUID.randomUUID(),
            MessageType.MESSAGE,
            List.of(Topic.parse("cats")),
            '"' + "x".repeat(1000) + '"',
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
    result.join();
  }

  private void overwriteMiddle() throws IOException {
    try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
      damaged.seek(damaged.length() / PAGE / 2 * PAGE);
      damaged.write(new byte[10 * PAGE]);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
