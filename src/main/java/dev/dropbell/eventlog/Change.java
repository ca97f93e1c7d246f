package dev.dropbell.eventlog;

import dev.dropbell.hub.Cursor;
import dev.dropbell.hub.EventLog.Completion;
import dev.dropbell.hub.EventLogException;
import dev.dropbell.hub.IdempotencyKey;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Something that the writer does to the log, in one transaction with others. First {@link #apply},
 * then, once the transaction has ended, one of the other two. Confined to the writer's thread.
 */
sealed interface Change {

  /** Writes. An exception fails the whole transaction. */
  void apply(Session session) throws SQLException;

  /** It is on the disk. */
  void committed();

  /** It has not happened. */
  void failed(EventLogException cause);

  /** Puts a message at the end. */
  final class Append implements Change {

    private final Row row;
    private final @Nullable IdempotencyKey key;
    private final String epoch;
    private final Completion completion;
    private long position;

    Append(Row row, @Nullable IdempotencyKey key, String epoch, Completion completion) {
      this.row = row;
      this.key = key;
      this.epoch = epoch;
      this.completion = completion;
    }

    @Override
    public void apply(Session session) throws SQLException {
      position = session.insert(row);
      if (key != null && position != Session.NONE) {
        session.remember(key, row, position);
      }
    }

    @Override
    public void committed() {
      if (position == Session.NONE) {
        failed(new EventLogException("a message of this id is in the log already", null));
      } else {
        completion.appended(new Cursor(epoch, position));
      }
    }

    @Override
    public void failed(EventLogException cause) {
      completion.failed(cause);
    }
  }

  /** Takes a message out. */
  final class Remove implements Change {

    private final byte[] id;
    private final CompletableFuture<Boolean> result = new CompletableFuture<>();
    private boolean found;

    Remove(UUID id) {
      this.id = Row.bytes(id);
    }

    /** Completes with whether the message was there. */
    CompletableFuture<Boolean> result() {
      return result;
    }

    @Override
    public void apply(Session session) throws SQLException {
      found = session.remove(id);
    }

    @Override
    public void committed() {
      result.complete(found);
    }

    @Override
    public void failed(EventLogException cause) {
      result.completeExceptionally(cause);
    }
  }

  /** Deletes some of the oldest messages, if there are more than retention allows. */
  final class Trim implements Change {

    private final RetentionProperties limits;
    private final Instant oldest;
    private final CompletableFuture<Boolean> result = new CompletableFuture<>();
    private boolean trimmed;

    /**
     * Trims to these limits.
     *
     * @param oldest what is older goes
     */
    Trim(RetentionProperties limits, Instant oldest) {
      this.limits = limits;
      this.oldest = oldest;
    }

    /** Completes with whether something was deleted, so that there may be more. */
    CompletableFuture<Boolean> result() {
      return result;
    }

    @Override
    public void apply(Session session) throws SQLException {
      trimmed = session.trim(limits, oldest);
    }

    @Override
    public void committed() {
      result.complete(trimmed);
    }

    @Override
    public void failed(EventLogException cause) {
      result.completeExceptionally(cause);
    }
  }
}
