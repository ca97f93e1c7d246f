package dev.dropbell.relay;

import dev.dropbell.hub.Message;
import dev.dropbell.hub.MessageType;
import dev.dropbell.hub.Transport;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages to WebSocket clients. A frame is encoded once for each format that somebody wants,
 * and the same bytes are queued for everybody.
 */
final class WebSocketTransport implements Transport<WebSocketConnection> {

  private static final Format[] FORMATS = Format.values();

  @Override
  public String name() {
    return "websocket";
  }

  @Override
  @SuppressWarnings("EnumOrdinal") // an array by format: a look for each of thousands of receivers
  public int deliver(Message message, Collection<WebSocketConnection> subscribers) {
    byte[] @Nullable [] frames = new byte[FORMATS.length] @Nullable [];
    boolean[] encoded = new boolean[FORMATS.length];
    boolean droppable = message.type() == MessageType.UPLOAD_PROGRESS;
    int delivered = 0;
    for (WebSocketConnection subscriber : subscribers) {
      Format format = subscriber.format();
      int index = format.ordinal();
      if (!encoded[index]) {
        encoded[index] = true;
        frames[index] = format.frame(message);
      }
      byte @Nullable [] frame = frames[index];
      if (frame != null && (droppable ? subscriber.sendIfRoom(frame) : subscriber.send(frame))) {
        delivered++;
      }
    }
    return delivered;
  }
}
