package dev.dropbell.socketio;

import dev.dropbell.hub.Cursor;
import dev.dropbell.hub.Message;
import dev.dropbell.hub.Topic;
import dev.dropbell.hub.TraceParent;
import dev.dropbell.hub.UserId;
import java.util.Collection;
import java.util.stream.Collectors;
import tools.jackson.core.io.JsonStringEncoder;

/** The payloads of our events, as JSON text. What the hub brings as JSON goes in unparsed. */
final class Payloads {

  private Payloads() {}

  /** The one argument of the event that a message becomes. */
  static JsonText of(Message message) {
    return new JsonText(
        switch (message.type()) {
          case MESSAGE -> published(message);
          case ANNOUNCEMENT -> "{\"message\":" + message.data() + trace(message) + "}";
          case FILE_UPLOADED, UPLOAD_STARTED, UPLOAD_PROGRESS, UPLOAD_FAILED -> message.data();
        });
  }

  static JsonText id(String id) {
    return new JsonText("{\"id\":" + quoted(id) + "}");
  }

  static JsonText count(int count) {
    return new JsonText("{\"count\":" + count + "}");
  }

  static JsonText room(Topic room) {
    return new JsonText("{\"room\":" + quoted(room.name()) + "}");
  }

  static JsonText joined(Topic room, Cursor from, boolean recovered) {
    return joined("\"room\":" + quoted(room.name()), from, recovered);
  }

  static JsonText joined(Collection<Topic> rooms, Cursor from, boolean recovered) {
    return joined(
        rooms.stream()
            .map(r -> quoted(r.name()))
            .collect(Collectors.joining(",", "\"rooms\":[", "]")),
        from,
        recovered);
  }

  private static JsonText joined(String rooms, Cursor from, boolean recovered) {
    return new JsonText(
        "{%s,\"cursor\":%s,\"recovered\":%s}".formatted(rooms, quoted(from.toString()), recovered));
  }

  static JsonText message(String sentence) {
    return new JsonText("{\"message\":" + quoted(sentence) + "}");
  }

  static JsonText error(String sentence) {
    return new JsonText("{\"error\":" + quoted(sentence) + "}");
  }

  private static String published(Message message) {
    UserId user = message.userId();
    String owner = "";
    if (user != null) {
      owner = ",\"user_id\":" + (user.isNumber() ? user.text() : quoted(user.text()));
    }
    return "{\"id\":\"%s\",\"cursor\":%s,\"topic\":%s,\"message\":%s%s%s}"
        .formatted(
            message.id(),
            quoted(message.cursor().toString()),
            quoted(message.topic().name()),
            message.data(),
            owner,
            trace(message));
  }

  private static String trace(Message message) {
    TraceParent trace = message.traceParent();
    return trace == null ? "" : ",\"traceparent\":\"" + trace.text() + "\"";
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, quoted);
    return quoted.append('"').toString();
  }
}
