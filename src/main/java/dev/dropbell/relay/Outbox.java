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
    if (closed || (!frames.isEmpty() && waitingBytes + frame.length > limitBytes)) {
      return false;
    }
    frames.add(frame);
    waitingBytes += frame.length;
    return true;
  }

  /** Queues the last frame, behind what waits. Nothing is taken in after it. */
  synchronized void finish(byte[] lastFrame) {
    if (!closed) {
      closed = true;
      frames.add(lastFrame);
      waitingBytes += lastFrame.length;
    }
  }

  /** As {@link #finish}, but drops what waits, save a frame whose first bytes are gone already. */
  synchronized void finishNow(byte[] lastFrame) {
    if (closed) {
      return;
    }
    byte[] begun = taken > 0 ? frames.peek() : null;
    frames.clear();
    waitingBytes = 0;
    if (begun != null) {
      frames.add(begun);
      waitingBytes = begun.length;
    }
    finish(lastFrame);
  }

  /** Takes the next bytes to write; null when there are none. */
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
    }
    return slice;
  }

  synchronized boolean isEmpty() {
    return frames.isEmpty();
  }
}
