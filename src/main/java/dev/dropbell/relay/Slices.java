package dev.dropbell.relay;

import dev.dropbell.hub.Outbox;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What one WebSocket has to write, in pieces that its socket takes: the frames of the outbox, then
 * the close frame.
 *
 * <p>Belongs to the connection's {@link Sender.Worker}, but for {@link #finish}.
 */
final class Slices {

  private final Outbox<Outgoing> outbox;

  /** The close frame, behind which nothing goes out. Set when the outbox takes nothing more in. */
  private volatile byte @Nullable [] last;

  /** The frame that is being written, and how much of it is taken. */
  private byte @Nullable [] begun;

  private int taken;
  private boolean lastBegun;

  Slices(Outbox<Outgoing> outbox) {
    this.outbox = outbox;
  }

  /** Puts the close frame behind what waits. Once, by any thread. */
  void finish(byte[] closeFrame) {
    outbox.finish();
    last = closeFrame;
  }

  /** Takes the next bytes to write; null when there are none. */
  @Nullable ByteBuffer next(int maxBytes) {
    byte[] frame = begun != null ? begun : nextFrame();
    if (frame == null) {
      return null;
    }
    int count = Math.min(maxBytes, frame.length - taken);
    ByteBuffer slice = ByteBuffer.wrap(frame, taken, count);
    taken += count;
    boolean whole = taken == frame.length;
    begun = whole ? null : frame;
    taken = whole ? 0 : taken;
    return slice;
  }

  /** Whether there is something to take. */
  boolean hasNext() {
    return begun != null || !outbox.isEmpty() || (last != null && !lastBegun);
  }

  /** Whether everything is taken, the close frame included. */
  boolean isFinished() {
    return lastBegun && begun == null;
  }

  private byte @Nullable [] nextFrame() {
    // Looked at first: when it is there, nothing can come in any more before it.
    byte[] closeFrame = last;
    Outgoing waiting = outbox.take();
    if (waiting != null) {
      return waiting.frame();
    }
    if (closeFrame == null || lastBegun) {
      return null;
    }
    lastBegun = true;
    return closeFrame;
  }
}
