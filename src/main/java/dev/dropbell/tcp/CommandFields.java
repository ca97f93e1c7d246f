package dev.dropbell.tcp;

import dev.dropbell.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The fields of a command, asked for one by one. Every error is an IllegalArgumentException that
 * names the field and says what to send instead. Not safe for concurrent use.
 */
final class CommandFields {

  /** The most characters of what a client sent that an error repeats. */
  private static final int MAX_REPEATED = 60;

  private final JsonNode object;
  private final Set<String> known = new LinkedHashSet<>();

  private CommandFields(JsonNode object) {
    this.object = object;
  }

  static CommandFields parse(byte[] utf8) {
    try {
      return new CommandFields(Json.read(utf8));
    } catch (JacksonException e) {
      String cause = e.getOriginalMessage().lines().findFirst().orElse("");
      throw new IllegalArgumentException(
          "This is not valid JSON: %s. A payload that begins with a brace is a command."
              .formatted(printable(cause.replaceAll("[.: ]+$", ""))),
          e);
    }
  }

  /** Text that must be there. */
  String text(String name) {
    JsonNode value = required(name, "a string");
    if (!value.isString()) {
      throw wrong(name, "a string", value);
    }
    return value.stringValue();
  }

  /** Text, or null when the field is absent. */
  @Nullable String optionalText(String name) {
    known.add(name);
    return object.get(name) == null ? null : text(name);
  }

  /** At least one text. */
  List<String> texts(String name) {
    String expected = "an array of strings";
    JsonNode value = required(name, expected);
    if (!value.isArray() || value.isEmpty()) {
      throw wrong(name, expected, value);
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode element : value) {
      if (!element.isString()) {
        throw wrong(name, expected, element);
      }
      texts.add(element.stringValue());
    }
    return texts;
  }

  /** The shortest form of any JSON that must be there; null counts. */
  String json(String name) {
    return Json.write(required(name, "a string or any other JSON"));
  }

  /** Ends the questions: a field that nobody asked for is refused. */
  void refuseOthers() {
    for (String name : object.propertyNames()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "Unknown field '%s'; known are %s."
                .formatted(printable(name), String.join(", ", known)));
      }
    }
  }

  /** What of a foreign text may be repeated in an answer. */
  static String printable(String text) {
    String start = text.length() > MAX_REPEATED ? text.substring(0, MAX_REPEATED) + "…" : text;
    return start.replaceAll("\\p{C}", "?");
  }

  private JsonNode required(String name, String expected) {
    known.add(name);
    JsonNode value = object.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "Field '%s' is missing; it must be %s.".formatted(name, expected));
    }
    return value;
  }

  private static IllegalArgumentException wrong(String name, String expected, JsonNode value) {
    return new IllegalArgumentException(
        "%s must be %s; here is %s.".formatted(name, expected, printable(value.toString())));
  }
}
