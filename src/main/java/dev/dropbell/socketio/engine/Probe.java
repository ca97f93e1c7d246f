package dev.dropbell.socketio.engine;

/**
 * A WebSocket that a polling session may move to, while the two sides find out whether it works.
 *
 * <pre>
 *   client ── 2probe ──► server
 *   client ◄── 3probe ── server      the hanging poll is ended with 6
 *   client ───── 5 ────► server      from now on everything goes over the WebSocket
 * </pre>
 *
 * <p>Guarded by its session's lock.
 *
 * @see <a href="https://socket.io/docs/v4/engine-io-protocol/#upgrade">Upgrade</a>
 */
final class Probe {

  /** What is to be done after a packet. */
  enum Step {
    ANSWER,
    UPGRADE,
    GIVE_UP
  }

  private static final String DATA = "probe";
  private static final String QUESTION = PacketType.PING + DATA;
  private static final String UPGRADE = String.valueOf(PacketType.UPGRADE);

  private final WebSocketHandler webSocket;
  private boolean answered;

  Probe(WebSocketHandler webSocket) {
    this.webSocket = webSocket;
  }

  WebSocketHandler webSocket() {
    return webSocket;
  }

  /** Whether the client knows that the WebSocket works, or will in a moment. */
  boolean isAnswered() {
    return answered;
  }

  /** Takes the client's next packet. */
  Step next(String packet) {
    if (!answered) {
      return packet.equals(QUESTION) ? Step.ANSWER : Step.GIVE_UP;
    }
    return packet.equals(UPGRADE) ? Step.UPGRADE : Step.GIVE_UP;
  }

  /** Tells the client that its packet has come. */
  void answer() {
    answered = true;
    webSocket.write(Outgoing.control(PacketType.PONG, DATA));
    webSocket.flush();
  }
}
