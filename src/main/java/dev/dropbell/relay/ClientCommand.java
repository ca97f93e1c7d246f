package dev.dropbell.relay;

import dev.dropbell.hub.InvalidTopicException;
import dev.dropbell.hub.Topic;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client may say over its WebSocket. */
sealed interface ClientCommand {

  /** Asks for {@code pong}. */
  record Ping() implements ClientCommand {}

  /** Has these topics from now on and no others. */
  record Topics(List<Topic> topics) implements ClientCommand {}

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
      fields.refuseOthers();
      return new Topics(topics);
    } catch (InvalidBodyException | InvalidTopicException e) {
      return new Invalid(error(e.getMessage()));
    }
  }

  /** The answer that tells what was wrong. */
  static String error(@Nullable String message) {
    return Json.write(Map.of("error", String.valueOf(message)));
  }
}
