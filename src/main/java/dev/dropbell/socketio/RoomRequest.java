package dev.dropbell.socketio;

import dev.dropbell.hub.Cursor;
import dev.dropbell.hub.InvalidCursorException;
import dev.dropbell.hub.InvalidTopicException;
import dev.dropbell.hub.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code join_room} and {@code leave_room} carry: {@code {"room": ...}} or {@code {"rooms":
 * [...]}}, and {@code "since"} to begin in the past.
 *
 * @param rooms at least one
 * @param single whether the client named one room, and is to be answered with one
 * @param since the last place that the client knows; null is now
 */
record RoomRequest(List<Topic> rooms, boolean single, @Nullable Cursor since) {

  /**
   * Reads the payload of an event.
   *
   * @param payload JSON as plain Java values
   * @throws IllegalArgumentException when it is malformed; the message says what to send instead
   * @throws InvalidCursorException when since is no place in any log
   * @throws InvalidTopicException when a room is none, or there are too many
   */
  static RoomRequest parse(@Nullable Object payload) {
    if (payload instanceof Map<?, ?> map && map.containsKey("room") != map.containsKey("rooms")) {
      Cursor since = since(map.get("since"));
      return map.containsKey("room")
          ? one(map.get("room"), since)
          : several(map.get("rooms"), since);
    }
    throw new IllegalArgumentException(
        "Send {\"room\": \"name\"} or {\"rooms\": [\"name\", ...]}.");
  }

  private static @Nullable Cursor since(@Nullable Object since) {
    if (since == null) {
      return null;
    }
    if (since instanceof String cursor) {
      return Cursor.parse(cursor);
    }
    throw new IllegalArgumentException("since must be a string, the cursor of a message.");
  }

  private static RoomRequest one(@Nullable Object room, @Nullable Cursor since) {
    if (room instanceof String name) {
      return new RoomRequest(List.of(Topic.parse(name)), true, since);
    }
    throw new IllegalArgumentException("room must be a string.");
  }

  private static RoomRequest several(@Nullable Object rooms, @Nullable Cursor since) {
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
    return new RoomRequest(Topic.parseAll(names), false, since);
  }
}
