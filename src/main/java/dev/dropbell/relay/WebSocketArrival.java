package dev.dropbell.relay;

import dev.dropbell.hub.Arrival;
import dev.dropbell.hub.Cursor;
import dev.dropbell.hub.Message;
import dev.dropbell.hub.Topic;
import dev.dropbell.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client over WebSocket is told and sent that joins topics. */
final class WebSocketArrival implements Arrival {

  private final WebSocketConnection connection;

  /** What the answer names; null when nobody waits for one. */
  private final @Nullable List<Topic> topics;

  private WebSocketArrival(WebSocketConnection connection, @Nullable List<Topic> topics) {
    this.connection = connection;
    this.topics = topics;
  }

  /** For a client that has asked to join, and is answered. */
  static WebSocketArrival answering(WebSocketConnection connection, List<Topic> topics) {
    return new WebSocketArrival(connection, topics);
  }

  /** For a client that is joined to what it registered for. */
  static WebSocketArrival silent(WebSocketConnection connection) {
    return new WebSocketArrival(connection, null);
  }

  @Override
  public void started(Cursor from, boolean recovered) {
    if (topics != null) {
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("type", "subscribed");
      answer.put("topics", topics.stream().map(Topic::name).toList());
      answer.put("cursor", from.toString());
      answer.put("recovered", recovered);
      connection.answer(Json.write(answer));
    }
  }

  @Override
  public void refused(RuntimeException cause) {
    if (topics == null) {
      connection.close(CloseStatus.INCOMPLETE);
      return;
    }
    connection.answer(ClientCommand.error(cause.getMessage()));
  }

  @Override
  public void replay(Message message) {
    Outgoing frame = connection.format().frame(message);
    if (frame != null) {
      connection.sendReplayed(frame);
    }
  }

  @Override
  public boolean awaitRoom() throws InterruptedException {
    return connection.awaitRoom();
  }

  @Override
  public void broken(String reason) {
    connection.close(CloseStatus.INCOMPLETE);
  }
}
