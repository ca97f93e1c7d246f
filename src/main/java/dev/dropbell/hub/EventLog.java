package dev.dropbell.hub;

import java.util.Optional;
import java.util.UUID;

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
   * Takes a message back, whose place stays empty. Blocks until that is durable; not to be called
   * by a {@link Completion}.
   *
   * @return whether it was there
   * @throws EventLogException when the log cannot be written; then the message is still there
   */
  boolean remove(UUID messageId);

  /** What became of an append. Its methods must not block. */
  interface Completion {

    /** The message is kept and will survive. */
    void appended(Cursor cursor);

    /** The message is not in the log, or was there before under its id. */
    void failed(EventLogException cause);
  }
}
