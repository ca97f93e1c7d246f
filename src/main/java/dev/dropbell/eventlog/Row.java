package dev.dropbell.eventlog;

import dev.dropbell.hub.Draft;
import dev.dropbell.hub.Topic;
import dev.dropbell.hub.UserId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message as its columns hold it. Made on the publisher's thread, which takes work off the one
 * that writes.
 *
 * @param topics each once, the deepest first
 * @param at nanoseconds since 1970, so that a message comes back with exactly the time it had
 */
record Row(
    UUID id,
    String type,
    List<String> topics,
    String data,
    long at,
    @Nullable String userId,
    boolean userIsNumber) {

  /** Stands between the topics in their column; no topic holds one. */
  static final String TOPIC_SEPARATOR = "\n";

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /**
   * The columns of a message.
   *
   * @throws IllegalArgumentException when they cannot hold it
   */
  static Row of(Draft draft) {
    UserId user = draft.userId();
    return new Row(
        draft.id(),
        draft.type().wireName(),
        draft.topics().stream().map(Row::name).distinct().toList(),
        draft.data(),
        nanos(draft.at()),
        user == null ? null : user.text(),
        user != null && user.isNumber());
  }

  /** An id as its column holds it. */
  static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  private static String name(Topic topic) {
    if (topic.name().contains(TOPIC_SEPARATOR)) {
      throw new IllegalArgumentException("a topic must not hold a line break");
    }
    return topic.name();
  }

  private static long nanos(Instant at) {
    try {
      return Math.addExact(Math.multiplyExact(at.getEpochSecond(), NANOS_PER_SECOND), at.getNano());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("the log keeps times from 1678 to 2262, not " + at, e);
    }
  }
}
