package dev.dropbell.socketio;

import dev.dropbell.hub.UserId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whom a client says it is in its handshake: {@code auth: {"user_id": 1}}. */
final class Identity {

  private Identity() {}

  /**
   * The user of a handshake.
   *
   * @param auth JSON as plain Java values
   * @return null when the client named none
   * @throws IllegalArgumentException when the user is none; the message says what to send instead
   */
  static @Nullable UserId userOf(@Nullable Object auth) {
    Object user = auth instanceof Map<?, ?> map ? map.get("user_id") : null;
    return switch (user) {
      case null -> null;
      case Integer number -> UserId.of(number);
      case Long number -> UserId.of(number);
      case String text -> UserId.of(text);
      default ->
          throw new IllegalArgumentException("user_id must be an integer from 0 or a string.");
    };
  }
}
