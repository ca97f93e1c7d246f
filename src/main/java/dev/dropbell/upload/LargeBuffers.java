package dev.dropbell.upload;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buffers for what is too large for one read.
 *
 * <p>{@value #MOST_DIRECT} of them, of 512 KiB, lie outside the heap, where the kernel reads and
 * writes them as they are; from the heap, Java copies each byte once more in either direction. They
 * are used again and again and stay for ever, 16 MiB at most. When more are wanted at a time, the
 * heap lends smaller ones: so many uploads do not each get on faster with large ones. Thread-safe.
 */
final class LargeBuffers {

  private static final int DIRECT_BYTES = 512 * 1024;
  private static final int HEAP_BYTES = 64 * 1024;
  private static final int MOST_DIRECT = 32;

  private static final Logger log = LoggerFactory.getLogger(LargeBuffers.class);

  private static final Queue<ByteBuffer> free = new ConcurrentLinkedQueue<>();
  private static final AtomicInteger direct = new AtomicInteger();

  private LargeBuffers() {}

  static ByteBuffer take() {
    ByteBuffer buffer = free.poll();
    if (buffer != null) {
      return buffer;
    }
    if (direct.get() < MOST_DIRECT && direct.incrementAndGet() <= MOST_DIRECT) {
      try {
        return ByteBuffer.allocateDirect(DIRECT_BYTES);
      } catch (OutOfMemoryError e) {
        log.warn("a buffer is taken from the heap: reason={}", e.getMessage());
      }
    }
    return ByteBuffer.allocate(HEAP_BYTES);
  }

  /** Takes back what {@link #take} gave, and does not mind what came from elsewhere. */
  static void giveBack(ByteBuffer buffer) {
    if (buffer.isDirect()) {
      free.add(buffer);
    }
  }
}
