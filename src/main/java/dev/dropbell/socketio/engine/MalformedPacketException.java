package dev.dropbell.socketio.engine;

/** A client sent what the protocol does not allow; it costs the client its session. */
public final class MalformedPacketException extends RuntimeException {

  /** Says what is wrong, without what the client sent: the message goes into a log. */
  public MalformedPacketException(String message) {
    // Nobody reads where it was thrown, and strangers decide how often it is.
    super(message, null, false, false);
  }
}
