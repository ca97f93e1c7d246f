package dev.dropbell.tcp;

import dev.dropbell.hub.Cursor;
import dev.dropbell.hub.Topic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client may say in a frame that begins with a brace. */
sealed interface Command {

  /** The longest, as everywhere else: a message is text, not a file. */
  int MAX_LENGTH = 1024 * 1024;

  /** The name that the answer repeats; null when there is none. */
  @Nullable String op();

  /** Says who it is. */
  record Auth(String token) implements Command {
    @Override
    public String op() {
      return "auth";
    }
  }

  /** Wants an answer. */
  record Ping() implements Command {
    @Override
    public String op() {
      return "ping";
    }
  }

  /**
   * Joins topics besides those that are joined.
   *
   * @param since from where on; null is from now
   */
  record Subscribe(List<Topic> topics, @Nullable Cursor since) implements Command {
    @Override
    public String op() {
      return "subscribe";
    }
  }

  /** Leaves topics. */
  record Unsubscribe(List<Topic> topics) implements Command {
    @Override
    public String op() {
      return "unsubscribe";
    }
  }

  /**
   * Publishes.
   *
   * @param message JSON text
   */
  record Publish(Topic topic, String message) implements Command {
    @Override
    public String op() {
      return "publish";
    }
  }

  /**
   * Something else.
   *
   * @param error what is wrong
   */
  record Invalid(@Nullable String op, String error) implements Command {}

  /** Reads a payload that begins with a brace. */
  static Command parse(byte[] utf8) {
    String op = null;
    try {
      CommandFields fields = CommandFields.parse(utf8);
      op = CommandFields.printable(fields.text("op"));
      Command command = parse(op, fields);
      fields.refuseOthers();
      return command;
    } catch (IllegalArgumentException e) {
      return new Invalid(op, String.valueOf(e.getMessage()));
    }
  }

  private static Command parse(String op, CommandFields fields) {
    return switch (op) {
      case "auth" -> new Auth(fields.text("token"));
      case "ping" -> new Ping();
      case "subscribe" -> {
        List<Topic> topics = Topic.parseAll(fields.texts("topics"));
        String since = fields.optionalText("since");
        yield new Subscribe(topics, since == null ? null : Cursor.parse(since));
      }
      case "unsubscribe" -> new Unsubscribe(Topic.parseAll(fields.texts("topics")));
      case "publish" -> new Publish(Topic.parse(fields.text("topic")), fields.json("message"));
      default ->
          throw new IllegalArgumentException(
              "Unknown op '%s'; known are auth, ping, publish, subscribe, unsubscribe."
                  .formatted(op));
    };
  }
}
