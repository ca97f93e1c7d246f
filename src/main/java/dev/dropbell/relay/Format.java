package dev.dropbell.relay;

import dev.dropbell.hub.Message;
import dev.dropbell.hub.MessageType;
import dev.dropbell.json.Json;
import org.jspecify.annotations.Nullable;

/** How messages are written to a client. */
enum Format {

  /**
   * The published text alone, an upload as its JSON. Without a type a client could not tell an
   * upload's other events from a completed one, so it does not get them.
   */
  PLAIN {
    @Override
    @Nullable String text(Message message) {
      return switch (message.type()) {
        case MESSAGE, ANNOUNCEMENT -> Json.textOrJson(message.data());
        case FILE_UPLOADED -> message.data();
        case UPLOAD_STARTED, UPLOAD_PROGRESS, UPLOAD_FAILED -> null;
      };
    }
  },

  /** Every message with its id, cursor, topic and type. */
  WHOLE {
    @Override
    String text(Message message) {
      return Json.write(WholeMessage.of(message));
    }
  };

  /** The subprotocol by which a client asks for {@link #WHOLE} messages. */
  static final String WHOLE_PROTOCOL = "dropbell.v1.json";

  /** The text of a message; null when clients do not get it in this format. */
  abstract @Nullable String text(Message message);

  /** A frame that may be sent to any number of clients; null as {@link #text}. */
  @Nullable Outgoing frame(Message message) {
    String text = text(message);
    if (text == null) {
      return null;
    }
    byte[] frame = Frames.text(text);
    return message.type() == MessageType.UPLOAD_PROGRESS
        ? Outgoing.droppable(frame)
        : Outgoing.of(frame);
  }
}
