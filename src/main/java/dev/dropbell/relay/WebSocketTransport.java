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

  @Override
  public String name() {
    return "websocket";
  }

  @Override
  @SuppressWarnings("EnumOrdinal") // an array by format: a look for each of thousands of receivers
  public int deliver(Message message, Collection<WebSocketConnection> subscribers) {
    Encoded plain = new Encoded(message, Format.PLAIN);
    Encoded whole = new Encoded(message, Format.WHOLE);
    boolean droppable = message.type() == MessageType.UPLOAD_PROGRESS;
    int delivered = 0;
    for (WebSocketConnection subscriber : subscribers) {
      byte[] frame = (subscriber.format() == Format.PLAIN ? plain : whole).frame();
      if (frame != null && (droppable ? subscriber.sendIfRoom(frame) : subscriber.send(frame))) {
        delivered++;
      }
    }
    return delivered;
  }

  /** A message in one format, encoded when somebody wants it. Confined to one delivery. */
  private static final class Encoded {

    private final Message message;
    private final Format format;
    private boolean done;
    private byte @Nullable [] frame;

    Encoded(Message message, Format format) {
      this.message = message;
      this.format = format;
    }

    byte @Nullable [] frame() {
      if (!done) {
        done = true;
        frame = format.frame(message);
      }
      return frame;
    }
  }
}
