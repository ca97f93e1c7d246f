package dev.dropbell.socketio.engine;

/**
 * What a session's messages are for. Called by one thread at a time, while it holds the session's
 * lock: it must not block.
 */
public interface Receiver {

  /** Makes the receiver of a session that has just been opened. */
  @FunctionalInterface
  interface Factory {
    /** May send already; the client gets it after the handshake. */
    Receiver open(EngineSession session);
  }

  /**
   * A text message came.
   *
   * @throws MalformedPacketException to end the session
   */
  void text(String message);

  /**
   * A binary message came.
   *
   * @param message owned by the receiver
   * @throws MalformedPacketException to end the session
   */
  void binary(byte[] message);

  /** The session has ended; nothing comes any more. */
  void closed(CloseReason reason);
}
