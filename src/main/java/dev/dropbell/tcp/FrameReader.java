package dev.dropbell.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What has come over one connection and is not handled yet. Belongs to the connection's event loop.
 */
final class FrameReader {

  /** The longest frame of a client that has not authenticated. */
  private static final int STRANGERS_LENGTH = 8 * 1024;

  /** A frame that comes more slowly than this takes too long. */
  private static final int SLOWEST_BYTES_PER_SECOND = 4 * 1024;

  private final MemoryBudget budget;
  private final FrameDecoder decoder;

  /** What is not decoded yet. */
  private @Nullable ByteBuf held;

  /** A frame whose turn has not come. */
  private @Nullable Frame waiting;

  private long begunAtNanos;
  private long begunFrame = -1;

  FrameReader(MemoryBudget budget) {
    this.budget = budget;
    this.decoder = new FrameDecoder(budget, STRANGERS_LENGTH);
  }

  /** The client is a stranger no more. */
  void allowLongFrames() {
    decoder.maxLength(FrameDecoder.MAX_LENGTH);
  }

  /** Takes over what has come. */
  void add(ByteBufAllocator alloc, ByteBuf bytes) {
    held = held == null ? bytes : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(alloc, held, bytes);
  }

  /** The next frame; null when it is not whole yet. */
  @Nullable Frame next() throws FrameRefusedException {
    Frame frame = waiting;
    waiting = null;
    if (frame == null && held != null) {
      frame = decoder.next(held);
      if (!held.isReadable()) {
        held.release();
        held = null;
      }
    }
    return frame;
  }

  /** It was not the turn of the frame that {@link #next} gave: it will come again. */
  void putBack(Frame frame) {
    waiting = frame;
  }

  boolean hasPutBack() {
    return waiting != null;
  }

  /** Whether all that has come was taken, but for the begin of a frame. */
  boolean isEmpty() {
    return held == null && waiting == null;
  }

  /** Looks whether another frame has begun, to know how long it takes. */
  void noteBegunFrame() {
    if (decoder.isMidFrame() && begunFrame != decoder.frameCount()) {
      begunFrame = decoder.frameCount();
      begunAtNanos = System.nanoTime();
    }
  }

  /**
   * Whether a frame has begun whose rest takes too long.
   *
   * @param timeout beyond what its size explains
   */
  boolean isOverdue(long nowNanos, Duration timeout) {
    long explained = TimeUnit.SECONDS.toNanos(decoder.receivedBytes() / SLOWEST_BYTES_PER_SECOND);
    return decoder.isMidFrame() && nowNanos - begunAtNanos > timeout.toNanos() + explained;
  }

  /** Throws away what has come. */
  void close() {
    decoder.close();
    ReferenceCountUtil.release(held);
    held = null;
    if (waiting != null) {
      waiting.release(budget);
      waiting = null;
    }
  }
}
