package dev.dropbell.relay;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The frames that wait to be written to one connection, bounded in bytes. Safe for concurrent use;
 * never held across a write.
 */
final class Outbox {

  private final int limitBytes;

  /** Guarded by this, as all below. */
  private final Queue<byte[]> frames = new ArrayDeque<>();

  /** How many bytes of the first frame are taken. */
  private int taken;

  private int waitingBytes;

  /** Of the frames those that {@link #force} brought, and their bytes: no limit counts them. */
  private final Queue<byte[]> forced = new ArrayDeque<>();

  private int forcedBytes;

  /** How many threads {@link #awaitRoom} holds. */
  private int waiters;

  private boolean closed;

  Outbox(int limitBytes) {
    this.limitBytes = limitBytes;
  }

  /**
   * Queues a frame. A single one may be larger than the limit, so that each message can be sent.
   *
   * @return false when it does not fit; then it was not queued
   */
  synchronized boolean offer(byte[] frame) {
    if (closed || (!frames.isEmpty() && waitingBytes - forcedBytes + frame.length > limitBytes)) {
      return false;
    }
    frames.add(frame);
    waitingBytes += frame.length;
    return true;
  }

  /** Queues a frame that the client can do without, unless the queue is half full. */
  synchronized boolean offerIfRoom(byte[] frame) {
    return waitingBytes <= limitBytes / 2 && offer(frame);
  }

  /**
   * Queues a frame however full the queue is. Whoever does that calls {@link #awaitRoom} before.
   */
  synchronized boolean force(byte[] frame) {
    if (closed) {
      return false;
    }
    frames.add(frame);
    forced.add(frame);
    waitingBytes += frame.length;
    forcedBytes += frame.length;
    return true;
  }

  /**
   * Waits until no more than a small part of the limit waits, so that there is room for what comes
   * from elsewhere meanwhile.
   *
   * @return false when nothing is taken in any more
   */
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

  /**
   * Throws away what waits, and takes nothing in any more.
   *
   * @return how many frames that was
   */
  synchronized int abandon() {
    closed = true;
    final int lost = frames.size();
    frames.clear();
    waitingBytes = 0;
    notifyAll();
    return lost;
  }

  /** Guarded by this. */
  private boolean hasRoom() {
    return waitingBytes <= limitBytes / 4;
  }

  /** Queues the last frame, behind what waits. Nothing is taken in after it. */
  synchronized void finish(byte[] lastFrame) {
    if (!closed) {
      closed = true;
      frames.add(lastFrame);
      waitingBytes += lastFrame.length;
      notifyAll();
    }
  }

  /**
   * As {@link #finish}, but drops what waits, save a frame whose first bytes are gone already.
   *
   * @return how many frames that was
   */
  synchronized int finishNow(byte[] lastFrame) {
    if (closed) {
      return 0;
    }
    int lost = frames.size();
    byte[] begun = taken > 0 ? frames.peek() : null;
    frames.clear();
    waitingBytes = 0;
    if (begun != null) {
      frames.add(begun);
      waitingBytes = begun.length;
      lost--;
    }
    finish(lastFrame);
    return lost;
  }

  /** Takes the next bytes to write; null when there are none. */
  @SuppressWarnings("ReferenceEquality") // this very frame, not one like it
  synchronized @Nullable ByteBuffer next(int maxBytes) {
    byte[] first = frames.peek();
    if (first == null) {
      return null;
    }
    int count = Math.min(maxBytes, first.length - taken);
    ByteBuffer slice = ByteBuffer.wrap(first, taken, count);
    taken += count;
    if (taken == first.length) {
      frames.remove();
      waitingBytes -= first.length;
      taken = 0;
      if (first == forced.peek()) {
        forced.remove();
        forcedBytes -= first.length;
      }
      if (waiters > 0 && hasRoom()) {
        notifyAll();
      }
    }
    return slice;
  }

  synchronized boolean isEmpty() {
    return frames.isEmpty();
  }
}
