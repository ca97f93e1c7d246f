package dev.dropbell.relay;

import dev.dropbell.hub.Cursor;
import dev.dropbell.hub.InvalidCursorException;
import dev.dropbell.hub.InvalidTopicException;
import dev.dropbell.hub.Topic;
import dev.dropbell.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client may say over its WebSocket. */
sealed interface ClientCommand {

  /** Asks for {@code pong}. */
  record Ping() implements ClientCommand {}

  /**
   * Has these topics and no others.
   *
   * @param since from where on; null is from now
   */
  record Topics(List<Topic> topics, @Nullable Cursor since) implements ClientCommand {}

  /**
   * Something else.
   *
   * @param error the answer
   */
  record Invalid(String error) implements ClientCommand {}

  /** Reads a text message. */
  static ClientCommand parse(String text) {
    if (text.stripTrailing().equals("ping")) {
      return new Ping();
    }
    try {
      JsonFields fields = JsonFields.parse(text, "Send ping or {\"topics\": [...]}.");
      List<Topic> topics = Topic.parseAll(fields.texts("topics"));
      String since = fields.optionalText("since");
      fields.refuseOthers();
      return new Topics(topics, since == null ? null : Cursor.parse(since));
    } catch (InvalidBodyException | InvalidTopicException | InvalidCursorException e) {
      return new Invalid(error(e.getMessage()));
    }
  }

  /** The answer that tells what was wrong. */
  static String error(@Nullable String message) {
    return Json.write(Map.of("error", String.valueOf(message)));
  }
}
