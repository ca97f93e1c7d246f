package dev.dropbell.hub;

/**
 * What a subscriber is told and given that joins topics: where it starts, and what it missed.
 *
 * <p>First {@link #started} or {@link #refused}. Then, if it came back from a place in the past,
 * every message since, one by one, each after {@link #awaitRoom} has said that the client reads.
 * What happens meanwhile comes in the same way, until the subscriber has caught up and {@link
 * Transport#deliver} takes over, with nothing in between lost or repeated.
 *
 * <p>Only {@code awaitRoom} may block. The calls come one after another, from different threads.
 */
public interface Arrival {

  /**
   * It has joined, and gets everything after this place.
   *
   * @param from the head of the log, or the place that was asked for, or the one before the oldest
   *     message there is when that could not be honoured
   * @param recovered whether nothing is missing between what was asked for and {@code from}
   */
  void started(Cursor from, boolean recovered);

  /** It has not joined; the message of the cause says why. */
  void refused(RuntimeException cause);

  /** Sends a message to this subscriber alone. It never counts as too much for the client. */
  void replay(Message message);

  /**
   * Waits until the client has read most of what it was sent.
   *
   * @return false when it is gone
   */
  boolean awaitRoom() throws InterruptedException;

  /**
   * What it was promised cannot be kept: end the connection, so that the client comes back with its
   * last cursor and is told the truth. The subscription is closed already.
   */
  void broken(String reason);
}
