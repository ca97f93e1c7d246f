package dev.dropbell.tcp;

import dev.dropbell.hub.Cursor;
import dev.dropbell.hub.Message;
import dev.dropbell.hub.MessageType;
import dev.dropbell.hub.Publication;
import dev.dropbell.hub.Topic;
import dev.dropbell.hub.TraceParent;
import dev.dropbell.hub.UserId;
import dev.dropbell.json.Json;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON that clients get. */
final class Answers {

  static final String SHUTDOWN = "{\"type\":\"shutdown\"}";

  private Answers() {}

  /** A whole message; whoever makes it releases it. */
  static Outgoing message(Message message) {
    StringBuilder json = new StringBuilder(message.data().length() + 256);
    json.append("{\"type\":\"").append(message.type().wireName());
    json.append("\",\"id\":\"").append(message.id());
    json.append("\",\"cursor\":\"").append(message.cursor());
    json.append("\",\"topic\":").append(Json.write(message.topic().name()));
    json.append(",\"data\":").append(message.data());
    json.append(",\"at\":\"").append(message.at());
    json.append('"');
    UserId user = message.userId();
    if (user != null) {
      json.append(",\"user_id\":");
      json.append(user.isNumber() ? user.text() : Json.write(user.text()));
    }
    TraceParent trace = message.traceParent();
    if (trace != null) {
      json.append(",\"traceparent\":\"").append(trace.text()).append('"');
    }
    Outgoing.Kind kind =
        message.type() == MessageType.UPLOAD_PROGRESS
            ? Outgoing.Kind.DROPPABLE
            : Outgoing.Kind.MESSAGE;
    return new Outgoing(Frames.text(json.append('}').toString()), kind);
  }

  static String ok(String op) {
    return "{\"op\":\"" + op + "\",\"ok\":true}";
  }

  static String subscribed(Collection<Topic> topics, Cursor from, boolean recovered) {
    Map<String, Object> answer = begun("subscribe");
    answer.put("topics", names(topics));
    answer.put("cursor", from.toString());
    answer.put("recovered", recovered);
    return Json.write(answer);
  }

  static String unsubscribed(Collection<Topic> topics) {
    Map<String, Object> answer = begun("unsubscribe");
    answer.put("topics", names(topics));
    return Json.write(answer);
  }

  static String published(Publication publication) {
    Map<String, Object> answer = begun("publish");
    answer.put("id", publication.message().id().toString());
    answer.put("cursor", publication.message().cursor().toString());
    answer.put("delivered", publication.delivered());
    return Json.write(answer);
  }

  /**
   * What is wrong.
   *
   * @param op the command that is answered; null when it is none, or nothing was asked
   */
  static String error(@Nullable String op, @Nullable String error) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put(op == null ? "type" : "op", op == null ? "error" : op);
    answer.put("error", String.valueOf(error));
    return Json.write(answer);
  }

  private static Map<String, Object> begun(String op) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("op", op);
    answer.put("ok", true);
    return answer;
  }

  private static List<String> names(Collection<Topic> topics) {
    return topics.stream().map(Topic::name).toList();
  }
}
