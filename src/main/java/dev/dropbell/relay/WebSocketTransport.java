package dev.dropbell.relay;

import dev.dropbell.hub.Message;
import dev.dropbell.hub.Transport;
import java.util.Collection;

/**
 * Sends messages to plain WebSocket clients: the published text alone, an upload as its JSON.
 *
 * <p>A frame is encoded once and the same bytes are queued for everybody. Without a type a client
 * could not tell an upload's other events from a completed one, so it does not get them.
 */
final class WebSocketTransport implements Transport<WebSocketConnection> {

  @Override
  public String name() {
    return "websocket";
  }

  @Override
  public int deliver(Message message, Collection<WebSocketConnection> subscribers) {
    return switch (message.type()) {
      case MESSAGE, ANNOUNCEMENT -> send(Json.textOrJson(message.data()), subscribers);
      case FILE_UPLOADED -> send(message.data(), subscribers);
      case UPLOAD_STARTED, UPLOAD_PROGRESS, UPLOAD_FAILED -> 0;
    };
  }

  private static int send(String text, Collection<WebSocketConnection> subscribers) {
    byte[] frame = Frames.text(text);
    int delivered = 0;
    for (WebSocketConnection subscriber : subscribers) {
      if (subscriber.send(frame)) {
        delivered++;
      }
    }
    return delivered;
  }
}
