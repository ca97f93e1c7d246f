package dev.dropbell.relay;

import dev.dropbell.hub.Message;
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
  public int deliver(Message message, Collection<WebSocketConnection> subscribers) {
    Lazily plain = new Lazily(message, Format.PLAIN);
    Lazily whole = new Lazily(message, Format.WHOLE);
    int delivered = 0;
    for (WebSocketConnection subscriber : subscribers) {
      Outgoing frame = (subscriber.format() == Format.PLAIN ? plain : whole).frame();
      if (frame != null && subscriber.send(frame)) {
        delivered++;
      }
    }
    return delivered;
  }

  /** A message in one format, encoded when somebody wants it. Confined to one delivery. */
  private static final class Lazily {

    private final Message message;
    private final Format format;
    private boolean done;
    private @Nullable Outgoing frame;

    Lazily(Message message, Format format) {
      this.message = message;
      this.format = format;
    }

    @Nullable Outgoing frame() {
      if (!done) {
        done = true;
        frame = format.frame(message);
      }
      return frame;
    }
  }
}
