package dev.dropbell.tcp;

import dev.dropbell.hub.Encoded;
import io.netty.buffer.ByteBuf;

/** A frame on its way out, in a buffer that Netty counts by reference. */
final class Outgoing extends Encoded {

  enum Kind {
    /** What the hub delivers. */
    MESSAGE,
    /** What a client that reads slowly can do without. */
    DROPPABLE,
    /** The answer to a command, behind which the next may be read. */
    ANSWER
  }

  private final ByteBuf frame;
  private final Kind kind;

  /**
   * Takes over the reference.
   *
   * @param frame length and payload
   */
  Outgoing(ByteBuf frame, Kind kind) {
    super(frame.readableBytes(), kind == Kind.DROPPABLE);
    this.frame = frame;
    this.kind = kind;
  }

  ByteBuf frame() {
    return frame;
  }

  Kind kind() {
    return kind;
  }

  @Override
  public void retain() {
    frame.retain();
  }

  @Override
  public void release() {
    frame.release();
  }
}
