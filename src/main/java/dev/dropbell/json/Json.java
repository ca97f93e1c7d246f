package dev.dropbell.json;

import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON as clients send it and get it: numbers keep their digits, a field that is given twice is an
 * error, and so is text behind the end. Thread-safe.
 */
public final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Json() {}

  /**
   * Reads a text.
   *
   * @throws tools.jackson.core.JacksonException when it is no JSON
   */
  public static JsonNode read(byte[] utf8) {
    return MAPPER.readTree(utf8);
  }

  /**
   * Reads a text.
   *
   * @throws tools.jackson.core.JacksonException when it is no JSON
   */
  public static JsonNode read(String text) {
    return MAPPER.readTree(text);
  }

  /** The shortest form. */
  public static String write(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /** The text of a JSON string; any other JSON as it is. */
  public static String textOrJson(String json) {
    return json.startsWith("\"") ? MAPPER.readValue(json, String.class) : json;
  }
}
