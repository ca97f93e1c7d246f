package dev.dropbell.hub;

import java.util.Collection;

/**
 * A way for messages to leave: Socket.IO, WebSocket, TCP frames.
 *
 * @param <S> its connections
 */
public interface Transport<S extends Subscriber> {

  /** A short name for logs and metrics: {@code socketio}, {@code websocket}. */
  String name();

  /**
   * Hands a message to each of these connections.
   *
   * <p>Called by the hub's one delivery thread, message after message in the order that everybody
   * sees. So it must not block: encode once, enqueue, return. It must not throw for a connection
   * that is broken or gone.
   *
   * @param message the same object for every transport
   * @param subscribers each once; may change while it is iterated, and must not be kept
   * @return how many were handed the message
   */
  int deliver(Message message, Collection<S> subscribers);
}
