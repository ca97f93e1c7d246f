package dev.dropbell.tcp;

import io.netty.buffer.ByteBuf;

/**
 * A frame on its way out, encoded once and queued for as many connections as wanted. The bytes are
 * never changed; each queue holds a reference of its own.
 *
 * @param frame length and payload
 */
record Outgoing(ByteBuf frame, Kind kind) {

  enum Kind {
    /** What the hub delivers. */
    MESSAGE,
    /** What a client that reads slowly can do without. */
    DROPPABLE,
    /** The answer to a command, behind which the next may be read. */
    ANSWER
  }

  int sizeBytes() {
    return frame.readableBytes();
  }

  boolean isDroppable() {
    return kind == Kind.DROPPABLE;
  }

  void retain() {
    frame.retain();
  }

  void release() {
    frame.release();
  }
}
