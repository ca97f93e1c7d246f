package dev.dropbell.relay;

import dev.dropbell.hub.UserId;
import dev.dropbell.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;

/**
 * The fields of a JSON object that a client sent, asked for one by one. Every error names the field
 * and says what to send instead. Not safe for concurrent use.
 *
 * <p>Reading into Java types by annotation would turn 5 into "5" and "true" into true, and speak of
 * Java classes in its errors.
 */
final class JsonFields {

  /** The most characters of what a client sent that an error repeats. */
  private static final int MAX_REPEATED = 60;

  private final JsonNode object;
  private final Set<String> known = new LinkedHashSet<>();

  private JsonFields(JsonNode object) {
    this.object = object;
  }

  /**
   * Reads a body.
   *
   * @throws InvalidBodyException when it is no JSON object
   */
  static JsonFields parse(byte[] utf8) {
    if (utf8.length == 0) {
      throw new InvalidBodyException("The body is empty; send a JSON object.");
    }
    return parse(() -> Json.read(utf8), "Send a JSON object.");
  }

  /**
   * Reads a text.
   *
   * @param hint what to send, for the error when it is no JSON object
   * @throws InvalidBodyException when it is no JSON object
   */
  static JsonFields parse(String text, String hint) {
    return parse(() -> Json.read(text), hint);
  }

  private static JsonFields parse(Supplier<JsonNode> json, String hint) {
    try {
      JsonNode node = json.get();
      if (node.isObject()) {
        return new JsonFields(node);
      }
      throw new InvalidBodyException("This is %s. %s".formatted(kind(node), hint));
    } catch (JacksonException e) {
      throw new InvalidBodyException(
          "This is not valid JSON%s: %s. %s"
              .formatted(place(e.getLocation()), firstLine(e.getOriginalMessage()), hint));
    }
  }

  private static String place(@Nullable TokenStreamLocation location) {
    return location == null || location.getLineNr() < 1
        ? ""
        : " (line %d, column %d)".formatted(location.getLineNr(), location.getColumnNr());
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("").replaceAll("[.: ]+$", "");
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
    return optional(name) == null ? null : text(name);
  }

  /** A list of texts that must be there. */
  List<String> texts(String name) {
    String expected = "an array of strings";
    JsonNode value = required(name, expected);
    if (!value.isArray()) {
      throw wrong(name, expected, value);
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode element : value) {
      if (!element.isString()) {
        throw new InvalidBodyException(
            "%s must be %s; element %d is %s."
                .formatted(name, expected, texts.size(), kind(element)));
      }
      texts.add(element.stringValue());
    }
    return texts;
  }

  /** A list of texts, or null when the field is absent. */
  @Nullable List<String> optionalTexts(String name) {
    return optional(name) == null ? null : texts(name);
  }

  /** A switch that is off when the field is absent. */
  boolean flag(String name) {
    JsonNode value = optional(name);
    if (value == null) {
      return false;
    }
    if (!value.isBoolean()) {
      throw wrong(name, "true or false", value);
    }
    return value.booleanValue();
  }

  /** The shortest form of any JSON that must be there; null counts. */
  String json(String name) {
    return Json.write(required(name, "a string or any other JSON"));
  }

  /** A user that must be there. */
  UserId user(String name) {
    String expected = "an integer from 0 to 2^63-1 or a string";
    JsonNode value = required(name, expected);
    try {
      if (value.isString()) {
        return UserId.of(value.stringValue());
      }
      if (value.isIntegralNumber() && value.canConvertToLong()) {
        return UserId.of(value.longValue());
      }
    } catch (IllegalArgumentException e) {
      throw new InvalidBodyException("%s must be %s. %s".formatted(name, expected, e.getMessage()));
    }
    throw wrong(name, expected, value);
  }

  /** A user, or null when the field is absent. */
  @Nullable UserId optionalUser(String name) {
    return optional(name) == null ? null : user(name);
  }

  /**
   * Ends the questions.
   *
   * @throws InvalidBodyException when there is a field that nobody asked for
   */
  void refuseOthers() {
    for (String name : object.propertyNames()) {
      if (!known.contains(name)) {
        throw new InvalidBodyException(
            "Unknown field '%s'; known are %s."
                .formatted(printable(name), String.join(", ", known)));
      }
    }
  }

  private JsonNode required(String name, String expected) {
    JsonNode value = optional(name);
    if (value == null) {
      throw new InvalidBodyException(
          "Field '%s' is missing; it must be %s.".formatted(name, expected));
    }
    return value;
  }

  private @Nullable JsonNode optional(String name) {
    known.add(name);
    return object.get(name);
  }

  private static InvalidBodyException wrong(String name, String expected, JsonNode value) {
    return new InvalidBodyException(
        "%s must be %s; it is %s.".formatted(name, expected, kind(value)));
  }

  private static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> "an object";
      case ARRAY -> "an array";
      case STRING -> "a string";
      case BOOLEAN -> "a boolean";
      case NULL -> "null";
      case NUMBER -> node.isIntegralNumber() ? "the integer " + shortened(node) : "a fraction";
      default -> "nothing";
    };
  }

  /** What of a foreign name may be repeated in an answer. */
  private static String printable(String name) {
    return shortened(name).replaceAll("\\p{C}", "?");
  }

  private static String shortened(Object text) {
    String all = text.toString();
    return all.length() > MAX_REPEATED ? all.substring(0, MAX_REPEATED) + "…" : all;
  }
}
