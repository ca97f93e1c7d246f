package dev.dropbell.relay;

/** What one client says and is answered. Called by a container thread, one at a time. */
final class Conversation implements FrameReader.Listener {

  private static final Outgoing PONG_TEXT = Outgoing.of(Frames.text("pong"));

  private final WebSocketConnection connection;
  private final Membership membership;

  Conversation(WebSocketConnection connection, Membership membership) {
    this.connection = connection;
    this.membership = membership;
  }

  @Override
  public void onText(String text) {
    switch (ClientCommand.parse(text)) {
      case ClientCommand.Ping() -> {
        membership.joinWithoutCommand();
        connection.send(PONG_TEXT);
      }
      case ClientCommand.Invalid(String error) -> connection.answer(error);
      case ClientCommand.Topics topics -> membership.replace(topics);
    }
  }

  @Override
  public void onBinary() {
    connection.answer(ClientCommand.error("Send text frames; binary ones are not understood."));
  }

  @Override
  public void onPing(byte[] payload) {
    connection.send(Outgoing.of(Frames.pong(payload)));
  }

  @Override
  public void onClose(CloseStatus status) {
    connection.closedByPeer(status);
  }
}
