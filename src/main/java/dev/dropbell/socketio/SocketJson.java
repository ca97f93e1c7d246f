package dev.dropbell.socketio;

import dev.dropbell.socketio.engine.MalformedPacketException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON as plain Java values, with binary in it: on the wire {@code {"_placeholder":true,"num":0}}
 * stands for the first attachment, here the attachment itself, a {@code byte[]}.
 *
 * @see <a href="https://socket.io/docs/v4/socket-io-protocol/#sending-and-receiving-data">Binary
 *     data</a>
 */
final class SocketJson {

  private static final String PLACEHOLDER = "_placeholder";
  private static final String NUMBER = "num";

  /** Refuses what is nested more than 500 deep, and what follows the value. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private SocketJson() {}

  /**
   * Reads a value.
   *
   * @return a map, list, string, number, boolean, or null for {@code null}
   * @throws MalformedPacketException when it is no JSON
   */
  static @Nullable Object read(String json) {
    try {
      return MAPPER.readValue(json, Object.class);
    } catch (JacksonException e) {
      throw new MalformedPacketException("payload is no JSON");
    }
  }

  /** Writes a value that has no attachments any more; {@link JsonText} as it is. */
  static String write(Object value) {
    return value instanceof JsonText json ? json.text() : MAPPER.writeValueAsString(value);
  }

  /**
   * Puts the attachments in the place of their placeholders.
   *
   * @throws MalformedPacketException when a placeholder stands for none
   */
  static @Nullable Object attach(@Nullable Object value, List<byte[]> attachments) {
    return switch (value) {
      case Map<?, ?> map when Boolean.TRUE.equals(map.get(PLACEHOLDER)) ->
          attachment(map.get(NUMBER), attachments);
      case Map<?, ?> map -> {
        Map<Object, @Nullable Object> attached = new LinkedHashMap<>();
        map.forEach((key, element) -> attached.put(key, attach(element, attachments)));
        yield attached;
      }
      case List<?> list -> {
        List<@Nullable Object> attached = new ArrayList<>(list.size());
        list.forEach(element -> attached.add(attach(element, attachments)));
        yield attached;
      }
      case null, default -> value;
    };
  }

  /** Puts placeholders in the place of bytes, and adds the bytes to the attachments. */
  static @Nullable Object detach(@Nullable Object value, List<byte[]> attachments) {
    return switch (value) {
      case byte[] bytes -> {
        Map<String, Object> placeholder = new LinkedHashMap<>();
        placeholder.put(PLACEHOLDER, true);
        placeholder.put(NUMBER, attachments.size());
        attachments.add(bytes);
        yield placeholder;
      }
      case Map<?, ?> map -> {
        Map<Object, @Nullable Object> detached = new LinkedHashMap<>();
        map.forEach((key, element) -> detached.put(key, detach(element, attachments)));
        yield detached;
      }
      case List<?> list -> {
        List<@Nullable Object> detached = new ArrayList<>(list.size());
        list.forEach(element -> detached.add(detach(element, attachments)));
        yield detached;
      }
      case null, default -> value;
    };
  }

  private static byte[] attachment(@Nullable Object number, List<byte[]> attachments) {
    if (number instanceof Integer index && index >= 0 && index < attachments.size()) {
      return attachments.get(index);
    }
    throw new MalformedPacketException("placeholder without attachment");
  }
}
