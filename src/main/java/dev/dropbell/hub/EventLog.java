package dev.dropbell.hub;

/** The durable, ordered record of messages. Implementations are safe for concurrent use. */
public interface EventLog {

  /** The place of the newest message, or position 0 of the current epoch when there is none. */
  Cursor head();

  /**
   * Appends a message, and tells when it is kept.
   *
   * @param draft not ephemeral
   * @param completion called once, from any thread; calls that report success come one after
   *     another in the order of their cursors
   */
  void append(Draft draft, Completion completion);

  /** What became of an append. Its methods must not block. */
  interface Completion {

    /** The message is kept and will survive. */
    void appended(Cursor cursor);

    /** The message is not in the log. */
    void failed(Exception cause);
  }
}
