package dev.dropbell.relay;

import dev.dropbell.hub.Encoded;

/** A frame on its way out: a plain array, whose references nobody needs to count. */
final class Outgoing extends Encoded {

  private final byte[] frame;

  private Outgoing(byte[] frame, boolean droppable) {
    super(frame.length, droppable);
    this.frame = frame;
  }

  /** A frame that nobody changes. */
  static Outgoing of(byte[] frame) {
    return new Outgoing(frame, false);
  }

  /** One that a client who reads slowly can do without. */
  static Outgoing droppable(byte[] frame) {
    return new Outgoing(frame, true);
  }

  byte[] frame() {
    return frame;
  }

  @Override
  public void retain() {}

  @Override
  public void release() {}
}
