package dev.dropbell.socketio.engine;

import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What waits to go out to one client, bounded in bytes.
 *
 * <p>Safe for concurrent use. Its methods hold its lock for moments and call nobody, so that a
 * broadcasting thread never waits for a client.
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

  /** A queue that grew larger than this is not kept for the next quiet hour. */
  private static final int KEPT_CAPACITY = 64;

  private final int limitBytes;

  /** Counts what the client has to do without. */
  private final LongAdder dropped;

  /** Guarded by this: how many packets waited, or did not fit in, when it closed. */
  private int lost;

  /** Guarded by this. Null while nothing waits and nothing much has waited. */
  private @Nullable ArrayDeque<Outgoing> waiting;

  /** Guarded by this. */
  private int largest;

  /** Guarded by this: of what waits, and of what was taken and is not yet known to have gone. */
  private long outstandingBytes;

  /** Guarded by this. */
  private boolean woken;

  /** Guarded by this: of what waits, what {@link #force} brought. The limit does not count it. */
  private final Queue<Outgoing> forced = new ArrayDeque<>(0);

  /** Guarded by this: bytes of the forced, taken ones included as in {@link #outstandingBytes}. */
  private long forcedBytes;

  /** Guarded by this: how many threads {@link #awaitRoom} holds. */
  private int waiters;

  /** Guarded by this. */
  private boolean closed;

  /**
   * An empty one.
   *
   * @param limitBytes a single packet may be larger when nothing else is outstanding
   * @param dropped is added to for each packet that the client does without and lives on
   */
  Outbox(int limitBytes, LongAdder dropped) {
    this.limitBytes = limitBytes;
    this.dropped = dropped;
  }

  /** Puts a packet at the end, if it fits in. Keeps its own reference to it. */
  synchronized Offer offer(Outgoing packet) {
    if (closed) {
      return Offer.CLOSED;
    }
    if (!fits(packet)) {
      if (packet.isDroppable()) {
        dropped.increment();
        return Offer.DROPPED;
      }
      dropDroppable();
      if (!fits(packet)) {
        lost++;
        close();
        return Offer.OVERFLOW;
      }
    }
    return accept(packet);
  }

  /** Puts a packet at the end, however full it is. Whoever does that waits for room before. */
  synchronized Offer force(Outgoing packet) {
    if (closed) {
      return Offer.CLOSED;
    }
    forced.add(packet);
    forcedBytes += packet.sizeBytes();
    return accept(packet);
  }

  /** Waits until little is outstanding; false when it has closed. */
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

  /** From now on a new packet wakes again. Called before taking, so that none is forgotten. */
  synchronized void rest() {
    woken = false;
  }

  /** Takes the next packet, and with it the reference. */
  synchronized @Nullable Outgoing take() {
    Outgoing packet = waiting == null ? null : waiting.poll();
    if (packet != null) {
      outstandingBytes -= packet.sizeBytes();
      if (packet == forced.peek()) {
        forced.remove();
        forcedBytes -= packet.sizeBytes();
      }
      shrink();
      wakeWaiters();
    }
    return packet;
  }

  /**
   * Takes all packets, and with them the references. Their bytes stay outstanding until {@link
   * #gone}.
   */
  synchronized List<Outgoing> takeAll() {
    if (waiting == null) {
      return List.of();
    }
    List<Outgoing> all = new ArrayList<>(waiting);
    waiting.clear();
    forced.clear();
    shrink();
    return all;
  }

  /** So many bytes of what was taken by {@link #takeAll} have gone to the client. */
  synchronized void gone(long bytes) {
    outstandingBytes -= bytes;
    forcedBytes = forced.stream().mapToLong(Outgoing::sizeBytes).sum();
    wakeWaiters();
  }

  synchronized boolean isEmpty() {
    return waiting == null || waiting.isEmpty();
  }

  synchronized long outstandingBytes() {
    return outstandingBytes;
  }

  /**
   * Throws away what waits, and takes nothing any more.
   *
   * @return how many packets were lost by it, also when it has closed itself before
   */
  synchronized int close() {
    closed = true;
    if (waiting != null) {
      lost += waiting.size();
      waiting.forEach(ReferenceCountUtil::release);
      waiting = null;
    }
    forced.clear();
    outstandingBytes = 0;
    notifyAll();
    return lost;
  }

  /** Guarded by this. */
  private Offer accept(Outgoing packet) {
    add(packet);
    if (woken) {
      return Offer.QUEUED;
    }
    woken = true;
    return Offer.WAKE;
  }

  /** Guarded by this. */
  private boolean hasRoom() {
    return outstandingBytes <= limitBytes / 4;
  }

  /** Guarded by this. */
  private void wakeWaiters() {
    if (waiters > 0 && hasRoom()) {
      notifyAll();
    }
  }

  /** Guarded by this. */
  private boolean fits(Outgoing packet) {
    return outstandingBytes == 0
        || outstandingBytes - forcedBytes + packet.sizeBytes() <= limitBytes;
  }

  /** Guarded by this. */
  private void add(Outgoing packet) {
    if (waiting == null) {
      waiting = new ArrayDeque<>(1);
    }
    waiting.add(packet.retain());
    largest = Math.max(largest, waiting.size());
    outstandingBytes += packet.sizeBytes();
  }

  /** Guarded by this. */
  private void dropDroppable() {
    if (waiting == null) {
      return;
    }
    waiting.removeIf(packet -> {
      if (packet.isDroppable()) {
        outstandingBytes -= packet.sizeBytes();
        packet.release();
        dropped.increment();
        return true;
      }
      return false;
    });
  }

  /** Guarded by this. */
  private void shrink() {
    if (largest > KEPT_CAPACITY && waiting != null && waiting.isEmpty()) {
      waiting = null;
      largest = 0;
    }
  }
}
