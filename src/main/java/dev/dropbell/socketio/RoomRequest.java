package dev.dropbell.socketio;

import dev.dropbell.hub.InvalidTopicException;
import dev.dropbell.hub.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code join_room} and {@code leave_room} carry: {@code {"room": ...}} or {@code {"rooms":
 * [...]}}.
 *
 * @param rooms at least one
 * @param single whether the client named one room, and is to be answered with one
 */
record RoomRequest(List<Topic> rooms, boolean single) {

  /**
   * Reads the payload of an event.
   *
   * @param payload JSON as plain Java values
   * @throws IllegalArgumentException when it is malformed; the message says what to send instead
   * @throws InvalidTopicException when a room is none, or there are too many
   */
  static RoomRequest parse(@Nullable Object payload) {
    if (payload instanceof Map<?, ?> map && map.containsKey("room") != map.containsKey("rooms")) {
      return map.containsKey("room") ? one(map.get("room")) : several(map.get("rooms"));
    }
    throw new IllegalArgumentException(
        "Send {\"room\": \"name\"} or {\"rooms\": [\"name\", ...]}.");
  }

  private static RoomRequest one(@Nullable Object room) {
    if (room instanceof String name) {
      return new RoomRequest(List.of(Topic.parse(name)), true);
    }
    throw new IllegalArgumentException("room must be a string.");
  }

  private static RoomRequest several(@Nullable Object rooms) {
    if (!(rooms instanceof List<?> list) || list.isEmpty()) {
      throw new IllegalArgumentException("rooms must be an array with at least one string.");
    }
    List<String> names = new ArrayList<>();
    for (Object element : list) {
      if (!(element instanceof String name)) {
        throw new IllegalArgumentException("rooms must hold strings only.");
      }
      names.add(name);
    }
    return new RoomRequest(Topic.parseAll(names), false);
  }
}
