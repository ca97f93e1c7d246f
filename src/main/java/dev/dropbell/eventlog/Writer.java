package dev.dropbell.eventlog;

import dev.dropbell.hub.EventLogException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that changes the log.
 *
 * <p>It takes all changes that wait, makes them in one transaction and one fsync, and then reports
 * each, in order. While the disk works the next ones gather: the busier the service, the less a
 * durable message costs. A transaction that fails fails its changes and no others; the next one
 * begins with a new connection, so a disk that was full is tried again by whoever comes next.
 *
 * <p>The queue has no limit of its own. It holds what its callers wait for, so it is as long as
 * there are uploads and publishers at work, and those are limited.
 *
 * <p>Safe for concurrent use.
 */
final class Writer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Writer.class);

  /** Most changes in one transaction, so that the first of a crowd does not wait for the last. */
  private static final int LARGEST_BATCH = 1_000;

  private final LogFile file;
  private final BlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
  private final Thread thread;

  /** Confined to the thread. Null after a failure. */
  private @Nullable Session session;

  private volatile long head;
  private volatile boolean closed;

  /** What stands in the queue. */
  private sealed interface Entry {

    /** Work to do. */
    record Work(Change change) implements Entry {}

    /** Nothing comes behind it. */
    enum End implements Entry {
      END
    }
  }

  /** Begins to write with this session. */
  Writer(LogFile file, Session session) {
    this.file = file;
    this.session = session;
    this.head = session.head();
    this.thread = Thread.ofPlatform().name("eventlog-writer").start(this::writeAll);
  }

  /** The newest position whose message was committed. */
  long head() {
    return head;
  }

  /** Has a change made soon. Never blocks; the change hears what became of it. */
  void submit(Change change) {
    Entry entry = new Entry.Work(change);
    boolean refused = closed;
    if (!refused) {
      queue.add(entry);
      // Added behind the end, where nobody looks any more? Then it is still there to be taken back.
      refused = closed && queue.remove(entry);
    }
    if (refused) {
      change.failed(new EventLogException("the event log is closed", null));
    }
  }

  /** Whether the caller is the thread that a wait for a change would block. */
  boolean isCurrentThread() {
    return thread.equals(Thread.currentThread());
  }

  /** Makes all changes that wait, and ends. */
  @Override
  public void close() {
    closed = true;
    queue.add(Entry.End.END);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeAll() {
    List<Entry> batch = new ArrayList<>();
    boolean ended = false;
    while (!ended) {
      batch.clear();
      batch.add(takeOne());
      queue.drainTo(batch, LARGEST_BATCH - 1);
      ended = batch.contains(Entry.End.END);
      write(changes(batch));
      // Alone, so that what is wrong with old messages never costs a new one.
      trims(batch).forEach(trim -> write(List.of(trim)));
    }
    discardSession();
  }

  private static List<Change> changes(List<Entry> batch) {
    List<Change> changes = new ArrayList<>(batch.size());
    for (Entry entry : batch) {
      if (entry instanceof Entry.Work(Change change) && !(change instanceof Change.Trim)) {
        changes.add(change);
      }
    }
    return changes;
  }

  private static List<Change> trims(List<Entry> batch) {
    List<Change> trims = new ArrayList<>();
    for (Entry entry : batch) {
      if (entry instanceof Entry.Work(Change.Trim trim)) {
        trims.add(trim);
      }
    }
    return trims;
  }

  private Entry takeOne() {
    while (true) {
      try {
        return queue.take();
      } catch (InterruptedException e) {
        // Nobody has a reason to. What is queued is promised to be written.
        log.warn("event log writer was interrupted and goes on");
      }
    }
  }

  private void write(List<Change> changes) {
    if (changes.isEmpty()) {
      return;
    }
    try {
      commit(changes);
    } catch (SQLException | RuntimeException | Error e) {
      log.error("event log not written: changes={} reason={}", changes.size(), e.toString());
      discardSession();
      EventLogException cause =
          new EventLogException("the event log could not be written: " + e.getMessage(), e);
      changes.forEach(c -> report(() -> c.failed(cause)));
      return;
    }
    changes.forEach(c -> report(c::committed));
  }

  private void commit(List<Change> changes) throws SQLException {
    Session current = session();
    for (Change change : changes) {
      change.apply(current);
    }
    current.commit();
    head = current.head();
  }

  private Session session() throws SQLException {
    Session current = session;
    if (current == null) {
      current = Session.open(file);
      session = current;
    }
    return current;
  }

  private void discardSession() {
    Session failed = session;
    session = null;
    if (failed == null) {
      return;
    }
    try {
      failed.close();
    } catch (SQLException e) {
      log.warn("event log connection not closed: reason={}", e.toString());
    }
  }

  /** One listener's fault must not silence the others. */
  private static void report(Runnable outcome) {
    try {
      outcome.run();
    } catch (RuntimeException | Error e) {
      log.error("an append's completion failed", e);
    }
  }
}
