package dev.dropbell.tcp;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What waits to go out to one client, bounded in bytes.
 *
 * <p>Safe for concurrent use. Its methods hold its lock for moments and call nobody, so that the
 * delivering thread never waits for a client.
 */
final class Outbox {

  /** What became of an offer. */
  enum Offer {
    /** It is in, and somebody must see to it that it goes out. */
    WAKE,
    /** It is in, and somebody sees to it already. */
    QUEUED,
    /** It could be done without, and was. */
    DROPPED,
    /** It does not fit in: the client is too slow. The outbox has closed itself. */
    OVERFLOW,
    /** Nothing goes out any more. */
    CLOSED
  }

  private final int limitBytes;

  /** Counts what the client does without, and lives on. */
  private final LongAdder dropped;

  /** Guarded by this, as all below. Null while nothing waits: most connections are silent. */
  private @Nullable Queue<Outgoing> waiting;

  private long waitingBytes;

  /** Of what waits, the bytes that {@link #force} brought. The limit does not count them. */
  private @Nullable Queue<Outgoing> forced;

  private long forcedBytes;

  private boolean woken;

  /** How many threads {@link #awaitRoom} holds. */
  private int waiters;

  /** How many frames waited, or did not fit in, when it closed. */
  private int lost;

  private boolean closed;

  /**
   * An empty one.
   *
   * @param limitBytes a single frame may be larger when nothing else waits
   * @param dropped is added to for each frame that the client does without and lives on
   */
  Outbox(int limitBytes, LongAdder dropped) {
    this.limitBytes = limitBytes;
    this.dropped = dropped;
  }

  /** Puts a frame at the end, if it fits in. Keeps a reference of its own. */
  synchronized Offer offer(Outgoing frame) {
    if (closed) {
      return Offer.CLOSED;
    }
    if (!fits(frame)) {
      if (frame.isDroppable()) {
        dropped.increment();
        return Offer.DROPPED;
      }
      dropDroppable();
      if (!fits(frame)) {
        lost++;
        close();
        return Offer.OVERFLOW;
      }
    }
    return accept(frame);
  }

  /** Puts a frame at the end, however full it is. Whoever does that waits for room before. */
  synchronized Offer force(Outgoing frame) {
    if (closed) {
      return Offer.CLOSED;
    }
    if (forced == null) {
      forced = new ArrayDeque<>();
    }
    forced.add(frame);
    forcedBytes += frame.sizeBytes();
    return accept(frame);
  }

  /** Waits until little waits; false when it has closed. */
  synchronized boolean awaitRoom() throws InterruptedException {
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

  /** From now on a new frame wakes again. Called before taking, so that none is forgotten. */
  synchronized void rest() {
    woken = false;
  }

  /** Takes the next frame, and with it the reference. */
  @SuppressWarnings("ReferenceEquality") // this very frame, not one like it
  synchronized @Nullable Outgoing take() {
    Outgoing frame = waiting == null ? null : waiting.poll();
    if (frame == null) {
      return null;
    }
    waitingBytes -= frame.sizeBytes();
    if (forced != null && frame == forced.peek()) {
      forced.remove();
      forcedBytes -= frame.sizeBytes();
    }
    if (waitingBytes == 0) {
      waiting = null;
      forced = null;
    }
    if (waiters > 0 && hasRoom()) {
      notifyAll();
    }
    return frame;
  }

  /**
   * Throws away what waits, and takes nothing any more.
   *
   * @return how many frames were lost by it, also when it has closed itself before
   */
  synchronized int close() {
    closed = true;
    if (waiting != null) {
      lost += waiting.size();
      waiting.forEach(Outgoing::release);
    }
    waiting = null;
    forced = null;
    waitingBytes = 0;
    notifyAll();
    return lost;
  }

  synchronized long waitingBytes() {
    return waitingBytes;
  }

  /** Guarded by this. */
  private Offer accept(Outgoing frame) {
    if (waiting == null) {
      waiting = new ArrayDeque<>(2);
    }
    frame.retain();
    waiting.add(frame);
    waitingBytes += frame.sizeBytes();
    if (woken) {
      return Offer.QUEUED;
    }
    woken = true;
    return Offer.WAKE;
  }

  /** Guarded by this. */
  private boolean hasRoom() {
    return waitingBytes <= limitBytes / 4;
  }

  /** Guarded by this. */
  private boolean fits(Outgoing frame) {
    return waitingBytes == 0 || waitingBytes - forcedBytes + frame.sizeBytes() <= limitBytes;
  }

  /** Guarded by this. */
  private void dropDroppable() {
    if (waiting == null) {
      return;
    }
    waiting.removeIf(frame -> {
      if (frame.isDroppable()) {
        waitingBytes -= frame.sizeBytes();
        frame.release();
        dropped.increment();
        return true;
      }
      return false;
    });
  }
}
