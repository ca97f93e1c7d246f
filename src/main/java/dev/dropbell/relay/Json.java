package dev.dropbell.relay;

import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON as clients send it and get it: numbers keep their digits, a field that is given twice is an
 * error, and so is text behind the end.
 */
final class Json {

  private static final JsonMapper mapper =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Json() {}

  static JsonNode read(byte[] utf8) {
    return mapper.readTree(utf8);
  }

  static JsonNode read(String text) {
    return mapper.readTree(text);
  }

  /** The shortest form. */
  static String write(Object value) {
    return mapper.writeValueAsString(value);
  }

  /** The text of a JSON string; any other JSON as it is. */
  static String textOrJson(String json) {
    return json.startsWith("\"") ? mapper.readValue(json, String.class) : json;
  }
}
