package dev.dropbell.tcp;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into frames:
 *
 * <pre>
 *    0        1        2        3        4
 *   +--------+--------+--------+--------+----------------- - - -
 *   |    length, unsigned, big-endian   |  payload, length bytes
 *   +--------+--------+--------+--------+----------------- - - -
 * </pre>
 *
 * <p>A length costs nothing: memory is taken for what has come, never for what was announced. What
 * comes whole is not copied; only a frame that comes in pieces is gathered, in a buffer that grows
 * with it and counts against a budget for all connections.
 *
 * <p>Belongs to one connection and its thread.
 */
final class FrameDecoder implements AutoCloseable {

  /** The longest payload: 16 MiB. */
  static final int MAX_LENGTH = 16 * 1024 * 1024;

  /** How many bytes the length has. */
  static final int HEADER_LENGTH = Integer.BYTES;

  private static final int UNKNOWN = -1;
  private static final int SMALLEST_BUFFER = 256;

  private final MemoryBudget budget;
  private int maxLength;

  /** Of the length, how many bytes have come, and their value. */
  private int headerBytes;

  private int header;

  /** How long the payload will be, once that is known. */
  private int length = UNKNOWN;

  private @Nullable ByteBuf gathered;
  private long frames;

  /**
   * Nothing has come.
   *
   * @param maxLength the longest payload for now
   */
  FrameDecoder(MemoryBudget budget, int maxLength) {
    this.budget = budget;
    this.maxLength = maxLength;
  }

  /** Takes longer frames from now on. */
  void maxLength(int bytes) {
    maxLength = bytes;
  }

  /**
   * Takes the next frame.
   *
   * @return null when it is not whole yet; then all bytes were taken
   * @throws FrameRefusedException when it is too long, or there is no memory for it; nothing can be
   *     read behind it
   */
  @Nullable Frame next(ByteBuf in) throws FrameRefusedException {
    if (length == UNKNOWN && !readLength(in)) {
      return null;
    }
    if (gathered == null && in.readableBytes() >= length) {
      return finish(in.readRetainedSlice(length), 0);
    }
    if (!in.isReadable()) {
      return null;
    }
    ByteBuf payload = gather(in);
    if (payload.readableBytes() < length) {
      return null;
    }
    gathered = null;
    return finish(payload, payload.capacity());
  }

  /** Whether a frame has begun that is not whole. */
  boolean isMidFrame() {
    return headerBytes > 0 || length != UNKNOWN;
  }

  /** How many bytes of the frame that has begun have come. */
  int receivedBytes() {
    return headerBytes + (gathered == null ? 0 : gathered.readableBytes());
  }

  /** How many frames were whole so far. */
  long frameCount() {
    return frames;
  }

  /** Forgets a frame that has begun. */
  @Override
  public void close() {
    if (gathered != null) {
      budget.release(gathered.capacity());
      gathered.release();
      gathered = null;
    }
  }

  private boolean readLength(ByteBuf in) throws FrameRefusedException {
    while (headerBytes < HEADER_LENGTH && in.isReadable()) {
      header = header << Byte.SIZE | in.readUnsignedByte();
      headerBytes++;
    }
    if (headerBytes < HEADER_LENGTH) {
      return false;
    }
    if (Integer.compareUnsigned(header, maxLength) > 0) {
      throw new FrameRefusedException(
          "A frame has at most %d bytes; this one is to have %s. Its length is 4 bytes, big-endian."
              .formatted(maxLength, Integer.toUnsignedString(header)));
    }
    length = header;
    return true;
  }

  private ByteBuf gather(ByteBuf in) throws FrameRefusedException {
    int have = gathered == null ? 0 : gathered.readableBytes();
    int more = Math.min(in.readableBytes(), length - have);
    makeRoom(in, have + more);
    return requireNonNull(gathered).writeBytes(in, more);
  }

  private void makeRoom(ByteBuf in, int needed) throws FrameRefusedException {
    int capacity = gathered == null ? 0 : gathered.capacity();
    if (gathered != null && needed <= capacity) {
      return;
    }
    int wanted = Math.min(length, Math.max(Math.max(needed, 2 * capacity), SMALLEST_BUFFER));
    if (!budget.tryReserve(wanted - capacity)) {
      throw new FrameRefusedException("Too many frames are on their way; try again later.");
    }
    gathered = gathered == null ? in.alloc().buffer(wanted, wanted) : grown(in, gathered, wanted);
  }

  /** Not by its own growth, which would double what the budget knows of. */
  private static ByteBuf grown(ByteBuf in, ByteBuf small, int capacity) {
    ByteBuf large = in.alloc().buffer(capacity, capacity).writeBytes(small);
    small.release();
    return large;
  }

  private Frame finish(ByteBuf payload, int reservedBytes) {
    headerBytes = 0;
    header = 0;
    length = UNKNOWN;
    frames++;
    return new Frame(payload, reservedBytes);
  }
}
