package dev.dropbell.tcp;

import dev.dropbell.hub.Outbox;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * What goes out over one connection. Belongs to its event loop.
 *
 * <p>Two ways lead out. Answers are written straight to the channel. What others cause (messages,
 * and the answer to {@code subscribe}, which must come before the first of them) waits in the
 * {@link Outbox} until the channel takes it.
 */
final class FrameWriter {

  /** Smaller answers are gathered before they are written. */
  private static final int SMALL = 1024;

  private static final int BATCH = 16 * 1024;

  private final Channel channel;
  private final Outbox<Outgoing> outbox;
  private final MemoryBudget budget;

  /** Small answers that are not written yet. */
  private @Nullable ByteBuf batch;

  private long lastWriteNanos = System.nanoTime();

  FrameWriter(Channel channel, Outbox<Outgoing> outbox, MemoryBudget budget) {
    this.channel = channel;
    this.outbox = outbox;
    this.budget = budget;
  }

  /** Whether the client reads what it is sent. */
  boolean isWritable() {
    return channel.isWritable();
  }

  /** When something was last written. */
  long lastWriteNanos() {
    return lastWriteNanos;
  }

  /** Writes an answer. */
  void write(String json) {
    ByteBuf frame = Frames.text(json);
    room(frame.readableBytes()).writeBytes(frame);
    frame.release();
  }

  /** Answers a frame that is no command, and is done with it. */
  void echo(Frame frame) {
    int length = frame.payload().readableBytes();
    ByteBuf out = room(length);
    Frames.writeEchoPrefix(out, length);
    if (length <= SMALL) {
      out.writeBytes(frame.payload());
      frame.release(budget);
      return;
    }
    writeBatch();
    channel.write(frame.payload()).addListener(_ -> budget.release(frame.reservedBytes()));
  }

  /**
   * Writes what waits in the outbox, as far as the channel takes it.
   *
   * @return whether an answer was among it
   */
  boolean writeWaiting() {
    outbox.rest();
    boolean answered = false;
    boolean any = false;
    while (isWritable()) {
      Outgoing next = outbox.take();
      if (next == null) {
        break;
      }
      if (!any) {
        writeBatch();
        any = true;
      }
      // The reference that the outbox had goes with the duplicate.
      var _ = channel.write(next.frame().duplicate(), channel.voidPromise());
      answered |= next.kind() == Outgoing.Kind.ANSWER;
    }
    if (any) {
      lastWriteNanos = System.nanoTime();
      channel.flush();
    }
    return answered;
  }

  void flush() {
    writeBatch();
    channel.flush();
  }

  /** Writes the answers that were gathered. */
  void writeBatch() {
    if (batch != null) {
      ByteBuf gathered = batch;
      batch = null;
      lastWriteNanos = System.nanoTime();
      var _ = channel.write(gathered, channel.voidPromise());
    }
  }

  /** Throws away the answers that were gathered. */
  void close() {
    ReferenceCountUtil.release(batch);
    batch = null;
  }

  /** Where the next answer goes. */
  private ByteBuf room(int bytes) {
    if (batch != null && batch.readableBytes() + bytes > BATCH) {
      writeBatch();
    }
    if (batch == null) {
      batch = channel.alloc().ioBuffer(Math.min(bytes, SMALL) + 64);
    }
    return batch;
  }
}
