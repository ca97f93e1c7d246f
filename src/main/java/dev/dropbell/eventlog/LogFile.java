package dev.dropbell.eventlog;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;

/**
 * {@code events.db}: owns the data directory while it is open, and opens connections.
 *
 * <p>In WAL mode readers and the writer do not wait for each other, and a commit is one fsync of
 * the WAL. SQLite folds the WAL into the file and deletes it when the last connection closes, so a
 * WAL that is there at the start tells that the service did not end in order.
 */
final class LogFile implements AutoCloseable {

  private static final String NAME = "events.db";

  /** How long a connection waits for another one's lock. Only checkpoints ever take one. */
  private static final int BUSY_TIMEOUT_MILLIS = 5_000;

  /**
   * Pages in the WAL from which it is folded into the file: 16 MB. Larger than SQLite's 1,000,
   * because a page that many commits touched is then written once.
   */
  private static final int CHECKPOINT_PAGES = 4_000;

  /** Base 36 digits: one in two thousand million that a new log is taken for the old one. */
  private static final int EPOCH_LENGTH = 6;

  private final Path path;
  private final DirectoryLock lock;

  private LogFile(Path path, DirectoryLock lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Opens the log of this directory, or begins one.
   *
   * @throws LogUnusableException when that is not possible; nothing is deleted
   */
  static LogFile open(Path directory) {
    try {
      Files.createDirectories(directory);
      LogFile file = new LogFile(directory.resolve(NAME), DirectoryLock.take(directory));
      try {
        file.prepare();
        return file;
      } catch (RuntimeException e) {
        file.close();
        throw e;
      }
    } catch (IOException e) {
      throw LogUnusableException.inaccessible(directory, e);
    }
  }

  /**
   * What the writer begins with.
   *
   * @throws LogUnusableException when the file is damaged where opening it did not look; then this
   *     is closed
   */
  Session session() {
    try {
      return Session.open(this);
    } catch (SQLException e) {
      LogUnusableException failure = LogUnusableException.of(path, e);
      try {
        close();
      } catch (IOException onClose) {
        failure.addSuppressed(onClose);
      }
      throw failure;
    }
  }

  /** A connection that may write. */
  Connection openWriting() throws SQLException {
    return open("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
  }

  /** A connection that only reads. */
  Connection openReading() throws SQLException {
    return open("PRAGMA query_only = true");
  }

  @Override
  public String toString() {
    return path.toString();
  }

  /** Lets the next one have the directory. All connections must be closed before. */
  @Override
  public void close() throws IOException {
    lock.close();
  }

  private void prepare() {
    if (Files.exists(path) && !Files.isWritable(path)) {
      throw LogUnusableException.inaccessible(path, null);
    }
    boolean endedInOrder = !Files.exists(path.resolveSibling(NAME + "-wal"));
    try {
      if (!endedInOrder) {
        check();
      }
      migrate();
      beginLog(newEpoch());
    } catch (SQLException | FlywayException e) {
      throw LogUnusableException.of(path, e);
    }
  }

  /** Reads the whole file, which is why it is not done at every start. */
  private void check() throws SQLException {
    try (Connection connection = openWriting();
        Statement statement = connection.createStatement();
        ResultSet findings = statement.executeQuery("PRAGMA quick_check(1)")) {
      String finding = findings.next() ? findings.getString(1) : "no answer";
      if (!"ok".equals(finding)) {
        throw LogUnusableException.corrupt(path, finding, null);
      }
    }
  }

  private void migrate() {
    Flyway.configure().dataSource(dataSource()).load().migrate();
  }

  private void beginLog(String epoch) throws SQLException {
    try (Connection connection = openWriting();
        PreparedStatement statement =
            connection.prepareStatement("INSERT OR IGNORE INTO log VALUES (1, ?, 0, 0)")) {
      statement.setString(1, epoch);
      statement.executeUpdate();
    }
  }

  private static String newEpoch() {
    return new SecureRandom()
        .ints(EPOCH_LENGTH, 0, Character.MAX_RADIX)
        .mapToObj(digit -> Integer.toString(digit, Character.MAX_RADIX))
        .collect(joining());
  }

  private Connection open(String pragma) throws SQLException {
    Connection connection = dataSource().getConnection();
    try (Statement statement = connection.createStatement()) {
      statement.execute(pragma);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private SQLiteDataSource dataSource() {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    config.setGetGeneratedKeys(false); // else the driver prepares a query behind each insert
    SQLiteDataSource dataSource = new SQLiteDataSource(config);
    dataSource.setUrl("jdbc:sqlite:" + path);
    return dataSource;
  }
}
