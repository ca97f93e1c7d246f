package dev.dropbell.hub;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The durable, ordered record of messages. Implementations are safe for concurrent use. */
public interface EventLog {

  /** The place of the newest message, or position 0 of the current epoch when there is none. */
  Cursor head();

  /**
   * Appends a message, and tells when it is kept. Never blocks.
   *
   * @param draft not ephemeral
   * @param completion called once, from any thread; calls that report success come one after
   *     another in the order of their cursors
   */
  void append(Draft draft, Completion completion);

  /**
   * Whether the message is in the log. Blocks while the log is read.
   *
   * @throws EventLogException when the log cannot be read
   */
  boolean contains(UUID messageId);

  /**
   * The data of a message, as its draft had it; empty when it is not in the log. Blocks while the
   * log is read.
   *
   * @throws EventLogException when the log cannot be read
   */
  Optional<String> dataOf(UUID messageId);

  /**
   * The messages that were logged with a key. Blocks while the log is read.
   *
   * @param since none that are older; they may be forgotten once they are {@link
   *     IdempotencyKey#KEPT}
   * @return the oldest first; the newest of each key
   * @throws EventLogException when the log cannot be read
   */
  List<Keyed> keyed(Instant since);

  /**
   * A message that was logged with a key.
   *
   * @param id of the message
   * @param cursor of the message
   * @param at when it happened
   */
  record Keyed(IdempotencyKey key, UUID id, Cursor cursor, Instant at) {}

  /**
   * Takes a message back, whose place stays empty. Blocks until that is durable; not to be called
   * by a {@link Completion}.
   *
   * @return whether it was there
   * @throws EventLogException when the log cannot be written; then the message is still there
   */
  boolean remove(UUID messageId);

  /**
   * Reads the next page of messages. Blocks; costs what the page holds, whatever the log's size.
   *
   * <p>To replay, ask again after {@link Page#next} until a page is empty, and heed the verdict of
   * every page: retention may overtake a reader that is slow.
   *
   * @throws EventLogException when the log cannot be read
   */
  Page read(Query query);

  /**
   * What to read.
   *
   * @param topics messages of any of these; null means all there are, an empty set none
   * @param viewer whose addressed messages are seen
   * @param after where the reader stands; null means before the oldest message there is
   * @param until the last place to read. A message is in the log before its file is in its place
   *     and before anybody got it, so this is how far the hub has delivered
   * @param limit most messages in the page, from 1 to {@link #MAX_LIMIT}
   */
  record Query(
      @Nullable Set<Topic> topics, Viewer viewer, @Nullable Cursor after, Cursor until, int limit) {

    /** The largest page. */
    public static final int MAX_LIMIT = 1_000;

    /** Checks the limit. */
    public Query {
      topics = topics == null ? null : Set.copyOf(topics);
      if (limit < 1 || limit > MAX_LIMIT) {
        throw new IllegalArgumentException(
            "a page has 1 to %d messages, not %d".formatted(MAX_LIMIT, limit));
      }
    }
  }

  /**
   * Messages in the order of their cursors.
   *
   * @param messages may be fewer than the limit when they are large; none means the end
   * @param next where the reader stands now. At the end that is the place that was read up to, so
   *     that a reader of quiet topics does not fall behind what retention keeps
   * @param recovered whether the reader's place could be honoured, so that nothing is missing. If
   *     not (another epoch, ahead of the log, or older than what is kept), this page begins with
   *     the oldest message there is
   */
  record Page(List<Message> messages, Cursor next, boolean recovered) {

    /** Keeps the messages from changing. */
    public Page {
      messages = List.copyOf(messages);
    }
  }

  /** What became of an append. Its methods must not block. */
  interface Completion {

    /** The message is kept and will survive. */
    void appended(Cursor cursor);

    /** The message is not in the log, or was there before under its id. */
    void failed(EventLogException cause);
  }
}
