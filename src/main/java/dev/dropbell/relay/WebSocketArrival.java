package dev.dropbell.relay;

import dev.dropbell.hub.Arrival;
import dev.dropbell.hub.Cursor;
import dev.dropbell.hub.Message;
import dev.dropbell.hub.Topic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a client over WebSocket is told and sent that joins topics. A plain client is told nothing:
 * it could not tell an answer from a message.
 */
final class WebSocketArrival implements Arrival {

  private final WebSocketConnection connection;
  private final List<Topic> topics;

  WebSocketArrival(WebSocketConnection connection, List<Topic> topics) {
    this.connection = connection;
    this.topics = topics;
  }

  @Override
  public void started(Cursor from, boolean recovered) {
    if (connection.format() == Format.WHOLE) {
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("type", "subscribed");
      answer.put("topics", topics.stream().map(Topic::name).toList());
      answer.put("cursor", from.toString());
      answer.put("recovered", recovered);
      connection.send(Frames.text(Json.write(answer)));
    }
  }

  @Override
  public void refused(RuntimeException cause) {
    if (connection.format() == Format.PLAIN) {
      connection.close(CloseStatus.INCOMPLETE);
      return;
    }
    connection.send(Frames.text(ClientCommand.error(cause.getMessage())));
  }

  @Override
  public void replay(Message message) {
    byte[] frame = connection.format().frame(message);
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
