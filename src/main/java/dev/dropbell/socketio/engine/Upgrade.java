package dev.dropbell.socketio.engine;

import org.jspecify.annotations.Nullable;

/**
 * The move of one session from long-polling to a WebSocket, during which no packet may be lost.
 *
 * <pre>
 *   polling ──websocket with sid──► probing ──2probe, 3probe, 5──► websocket
 *      ▲                               │
 *      └────── the probe dies ─────────┘
 * </pre>
 *
 * <p>Guarded by its session's lock.
 */
final class Upgrade {

  /**
   * A poll that comes while a WebSocket is being probed is answered after this: a client that is
   * done with polling sends no other, and one that has already said so must get an error instead.
   */
  private static final long NOOP_DELAY_MILLIS = 50;

  private final EngineSession session;
  private final Polling polling;
  private @Nullable Probe probe;

  Upgrade(EngineSession session, Polling polling) {
    this.session = session;
    this.polling = polling;
  }

  /** Whether a WebSocket is being probed. */
  boolean isUnderWay() {
    return probe != null;
  }

  /** Whether it is this WebSocket. */
  boolean isTo(WebSocketHandler webSocket) {
    return probe != null && probe.webSocket() == webSocket;
  }

  /** Begins to probe a WebSocket. */
  void begin(WebSocketHandler opened, long timeoutMillis) {
    Probe started = new Probe(opened);
    probe = started;
    session.runAfter(timeoutMillis, () -> giveUp(started));
  }

  /** Takes what has come over the WebSocket that is probed. */
  void text(String packet) {
    Probe current = probe;
    if (current == null) {
      return;
    }
    switch (current.next(packet)) {
      case ANSWER -> {
        current.answer();
        if (polling.cameWhileProbing()) {
          endPollSoon();
        } else {
          polling.end(PacketType.NOOP);
        }
      }
      case UPGRADE -> finish(current.webSocket());
      case GIVE_UP -> giveUp(current);
    }
  }

  /** A poll hangs. */
  void polled() {
    if (probe != null && probe.isAnswered()) {
      endPollSoon();
    }
  }

  /** The session stays with polling, if it has not moved yet. */
  void giveUp() {
    if (probe != null) {
      giveUp(probe);
    }
  }

  /** The session has ended. */
  void close(CloseReason reason) {
    if (probe != null) {
      probe.webSocket().close(reason);
      probe = null;
    }
  }

  private void finish(WebSocketHandler to) {
    probe = null;
    session.moveTo(to);
    if (polling.cameWhileProbing()) {
      polling.refuse(RequestError.BAD_REQUEST);
    } else {
      polling.end(PacketType.NOOP);
    }
    session.write();
  }

  private void giveUp(Probe ended) {
    if (probe == ended) {
      probe = null;
      ended.webSocket().close(CloseReason.MALFORMED);
    }
  }

  private void endPollSoon() {
    session.runAfter(
        NOOP_DELAY_MILLIS,
        () -> {
          if (probe != null && probe.isAnswered()) {
            polling.end(PacketType.NOOP);
          }
        });
  }
}
