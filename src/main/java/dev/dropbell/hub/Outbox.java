package dev.dropbell.hub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What waits to go out to one client, in order and bounded in bytes. Every connection of every
 * transport has one.
 *
 * <pre>
 *   the delivery  ── offer ──►  ┌────────────┐
 *                               │   Outbox   │ ── take ──► whoever writes to the socket
 *   a replay ── awaitRoom,      └────────────┘
 *               force ───────►
 * </pre>
 *
 * <p>What does not fit in makes the client do without what it can: progress, the new and the
 * queued. When even that is not enough, the client is too slow and the outbox closes. A replay
 * waits for the client instead, and counts for nobody's bound; so a client that catches up can be
 * told as much as any other of what happens meanwhile.
 *
 * <p>Safe for concurrent use. Its methods hold its lock for moments and call nobody, so that the
 * delivery never waits for a client.
 *
 * @param <E> what the transport sends
 */
public final class Outbox<E extends Encoded> {

  /** What became of an offer. */
  public enum Offer {
    /** It is in, and somebody must see to it that it goes out. */
    WAKE,
    /** It is in, and somebody sees to it already. */
    QUEUED,
    /** It could be done without, and was. */
    DROPPED,
    /** It does not fit in: the client is too slow. The outbox has closed itself. */
    OVERFLOW,
    /** Nothing is taken in any more. */
    CLOSED
  }

  /** A queue that grew larger than this is not kept for the next quiet hour. */
  private static final int KEPT_CAPACITY = 64;

  private final int limitBytes;

  /** Counts what the client does without. */
  private final LongAdder dropped;

  /** Guarded by this, as all below. Null while nothing waits and nothing much has waited. */
  private @Nullable ArrayDeque<E> waiting;

  /** The most that have waited at once. */
  private int largest;

  /** Of what waits, and of what {@link #takeAll} gave and is not yet known to have gone. */
  private long outstandingBytes;

  /** Of what waits, that which {@link #force} brought; null while it has brought none. */
  private @Nullable Queue<E> forced;

  /** How much of the outstanding was forced. The limit does not count it. */
  private long forcedBytes;

  private boolean woken;

  /** How many threads {@link #awaitRoom} holds. */
  private int waiters;

  /** How many waited, or did not fit in, when it closed. */
  private int lost;

  private boolean closed;

  /**
   * An empty one.
   *
   * @param limitBytes a single message may be larger when nothing else is outstanding
   * @param dropped is added to for each message that the client does without and lives on
   */
  public Outbox(int limitBytes, LongAdder dropped) {
    this.limitBytes = limitBytes;
    this.dropped = dropped;
  }

  /** Puts a message at the end, if it fits in. Keeps a reference of its own. */
  public synchronized Offer offer(E message) {
    if (closed) {
      return Offer.CLOSED;
    }
    if (!fits(message)) {
      if (message.isDroppable()) {
        dropped.increment();
        return Offer.DROPPED;
      }
      dropDroppable();
      if (!fits(message)) {
        lost++;
        close();
        return Offer.OVERFLOW;
      }
    }
    return accept(message);
  }

  /**
   * Puts a message at the end, however full it is. Whoever does that waits for room before, and
   * does it for nothing that can be done without.
   */
  public synchronized Offer force(E message) {
    if (closed) {
      return Offer.CLOSED;
    }
    if (forced == null) {
      forced = new ArrayDeque<>(1);
    }
    forced.add(message);
    forcedBytes += message.sizeBytes();
    return accept(message);
  }

  /**
   * Waits until only a small part of the bound is in use, so that there is room for what comes from
   * elsewhere meanwhile. Blocks; not for an event loop.
   *
   * @return false when nothing is taken in any more
   */
  public synchronized boolean awaitRoom() throws InterruptedException {
    waiters++;
    try {
      while (!closed && !hasRoom()) {
        wait();
      }
      return !closed;
    } finally {
      waiters--;
    }
  }

  /** From now on a new message wakes again. Called before taking, so that none is forgotten. */
  public synchronized void rest() {
    woken = false;
  }

  /** Takes the next message, and with it the reference. */
  @SuppressWarnings("ReferenceEquality") // this very message, not one like it
  public synchronized @Nullable E take() {
    E message = waiting == null ? null : waiting.poll();
    if (message == null) {
      return null;
    }
    outstandingBytes -= message.sizeBytes();
    if (forced != null && message == forced.peek()) {
      forced.remove();
      forcedBytes -= message.sizeBytes();
    }
    shrink();
    wakeWaiters();
    return message;
  }

  /**
   * Takes all messages, and with them the references. Their bytes stay outstanding until {@link
   * #gone}.
   */
  public synchronized List<E> takeAll() {
    if (waiting == null) {
      return List.of();
    }
    List<E> all = new ArrayList<>(waiting);
    waiting.clear();
    if (forced != null) {
      forced.clear();
    }
    shrink();
    return all;
  }

  /** So many bytes of what was taken by {@link #takeAll} have gone to the client. */
  public synchronized void gone(long bytes) {
    outstandingBytes -= bytes;
    forcedBytes = forced == null ? 0 : forced.stream().mapToLong(Encoded::sizeBytes).sum();
    wakeWaiters();
  }

  /** Whether nothing waits. */
  public synchronized boolean isEmpty() {
    return waiting == null || waiting.isEmpty();
  }

  synchronized long outstandingBytes() {
    return outstandingBytes;
  }

  /** Takes nothing in any more. What waits can still be taken. */
  public synchronized void finish() {
    closed = true;
    notifyAll();
  }

  /**
   * Throws away what waits, and takes nothing in any more.
   *
   * @return how many messages were lost by it, also when it has closed itself before
   */
  public synchronized int close() {
    closed = true;
    if (waiting != null) {
      lost += waiting.size();
      waiting.forEach(Encoded::release);
      waiting = null;
    }
    forced = null;
    outstandingBytes = 0;
    notifyAll();
    return lost;
  }

  /** Guarded by this, as all below. */
  private Offer accept(E message) {
    if (waiting == null) {
      waiting = new ArrayDeque<>(1);
    }
    message.retain();
    waiting.add(message);
    largest = Math.max(largest, waiting.size());
    outstandingBytes += message.sizeBytes();
    if (woken) {
      return Offer.QUEUED;
    }
    woken = true;
    return Offer.WAKE;
  }

  private boolean fits(E message) {
    return outstandingBytes == 0
        || outstandingBytes - forcedBytes + message.sizeBytes() <= limitBytes;
  }

  private boolean hasRoom() {
    return outstandingBytes <= limitBytes / 4;
  }

  private void wakeWaiters() {
    if (waiters > 0 && hasRoom()) {
      notifyAll();
    }
  }

  private void dropDroppable() {
    if (waiting == null) {
      return;
    }
    waiting.removeIf(message -> {
      if (message.isDroppable()) {
        outstandingBytes -= message.sizeBytes();
        message.release();
        dropped.increment();
        return true;
      }
      return false;
    });
  }

  private void shrink() {
    if (largest > KEPT_CAPACITY && waiting != null && waiting.isEmpty()) {
      waiting = null;
      forced = null;
      largest = 0;
    }
  }
}
