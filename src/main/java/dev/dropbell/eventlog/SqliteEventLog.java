package dev.dropbell.eventlog;

import dev.dropbell.hub.Cursor;
import dev.dropbell.hub.Draft;
import dev.dropbell.hub.EventLog;
import dev.dropbell.hub.EventLogException;
import dev.dropbell.hub.IdempotencyKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log in one SQLite file. Safe for concurrent use. */
public final class SqliteEventLog implements EventLog, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SqliteEventLog.class);

  private final LogFile file;
  private final Writer writer;
  private final Readers readers;
  private final Retention retention;
  private final String epoch;

  private SqliteEventLog(
      LogFile file, Session session, RetentionProperties limits, InstantSource clock) {
    this.file = file;
    this.epoch = session.epoch();
    this.readers = new Readers(file);
    this.writer = new Writer(file, session);
    this.retention = new Retention(writer, limits, clock);
  }

  /**
   * Opens the log of this directory, or begins one with a new epoch.
   *
   * @param limits how much of it is kept
   * @param clock tells what has become too old
   * @throws RuntimeException when the directory is in use or cannot be written, or when the file is
   *     damaged; nothing is ever deleted
   */
  public static SqliteEventLog open(
      Path directory, RetentionProperties limits, InstantSource clock) {
    LogFile file = LogFile.open(directory);
    SqliteEventLog opened = new SqliteEventLog(file, file.session(), limits, clock);
    log.info("event log opened: file={} head={}", file, opened.head());
    return opened;
  }

  @Override
  public Cursor head() {
    return new Cursor(epoch, writer.head());
  }

  @Override
  public void append(Draft draft, Completion completion) {
    Row row;
    try {
      row = Row.of(draft);
    } catch (IllegalArgumentException e) {
      completion.failed(new EventLogException("the log cannot hold it: " + e.getMessage(), e));
      return;
    }
    writer.submit(new Change.Append(row, draft.key(), epoch, completion));
  }

  @Override
  public boolean contains(UUID messageId) {
    return readers.read(client ->
        client
            .sql("SELECT EXISTS (SELECT 1 FROM message WHERE id = ?)")
            .param(Row.bytes(messageId))
            .query(Boolean.class)
            .single());
  }

  @Override
  public Optional<String> dataOf(UUID messageId) {
    return readers.read(client ->
        client
            .sql("SELECT data FROM message WHERE id = ?")
            .param(Row.bytes(messageId))
            .query(String.class)
            .optional());
  }

  @Override
  public List<Keyed> keyed(Instant since) {
    return readers.read(client ->
        client
            .sql(
                """
                SELECT key, fingerprint, id, position, at FROM idempotency_key
                WHERE at >= ? ORDER BY at\
                """)
            .param(Row.nanos(since))
            .query((row, _) ->
                new Keyed(
                    new IdempotencyKey(row.getString(1), row.getString(2)),
                    Row.uuid(row.getBytes(3)),
                    new Cursor(epoch, row.getLong(4)),
                    Row.instant(row.getLong(5))))
            .list());
  }

  @Override
  public boolean remove(UUID messageId) {
    if (writer.isCurrentThread()) {
      throw new IllegalStateException("a completion must not wait for the log");
    }
    Change.Remove change = new Change.Remove(messageId);
    writer.submit(change);
    try {
      return change.result().join();
    } catch (CompletionException e) {
      throw new EventLogException("the message was not removed", e.getCause());
    }
  }

  @Override
  public Page read(Query query) {
    return readers.read(client -> new PageReader(client, query).read());
  }

  /** Writes what waits, folds the WAL into the file, and lets go of the directory. */
  @Override
  public void close() {
    // The writer's connection last: it is the one that may fold the WAL.
    try (file;
        writer;
        readers;
        retention) {
      log.debug("event log closes: head={}", head());
    } catch (SQLException e) {
      log.warn("event log readers not closed: reason={}", e.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
