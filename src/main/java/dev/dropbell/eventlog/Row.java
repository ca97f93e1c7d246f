package dev.dropbell.eventlog;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import dev.dropbell.hub.Cursor;
import dev.dropbell.hub.Draft;
import dev.dropbell.hub.Message;
import dev.dropbell.hub.MessageType;
import dev.dropbell.hub.Topic;
import dev.dropbell.hub.TraceParent;
import dev.dropbell.hub.UserId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
    boolean userIsNumber,
    @Nullable String traceParent) {

  private static final Map<String, MessageType> TYPES =
      Arrays.stream(MessageType.values()).collect(toMap(MessageType::wireName, identity()));

  private static final String TOPIC_SEPARATOR = "\n";

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /**
   * The columns of a message.
   *
   * @throws IllegalArgumentException when they cannot hold it
   */
  static Row of(Draft draft) {
    UserId user = draft.userId();
    TraceParent trace = draft.traceParent();
    return new Row(
        draft.id(),
        draft.type().wireName(),
        draft.topics().stream().map(Row::name).distinct().toList(),
        draft.data(),
        nanos(draft.at()),
        user == null ? null : user.text(),
        user != null && user.isNumber(),
        trace == null ? null : trace.text());
  }

  /**
   * The message at its place.
   *
   * @throws IllegalStateException when it is of a type that only a later version knows
   */
  Message at(Cursor cursor) {
    MessageType known = TYPES.get(type);
    if (known == null) {
      throw new IllegalStateException("unknown type of message in the log: " + type);
    }
    List<Topic> names = topics.stream().map(Topic::new).toList();
    TraceParent trace = traceParent == null ? null : new TraceParent(traceParent);
    return Message.of(
        new Draft(id, known, names, data, instant(at), user(), false, null, trace), cursor);
  }

  /** The topics as their column holds them. */
  String topicsColumn() {
    return String.join(TOPIC_SEPARATOR, topics);
  }

  /** The topics that the column holds. */
  static List<String> topicsOf(String column) {
    return List.of(column.split(TOPIC_SEPARATOR, -1));
  }

  /** An id as its column holds it. */
  static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  /** The id that the column holds. */
  static UUID uuid(byte[] column) {
    ByteBuffer bytes = ByteBuffer.wrap(column);
    return new UUID(bytes.getLong(), bytes.getLong());
  }

  private @Nullable UserId user() {
    if (userId == null) {
      return null;
    }
    return userIsNumber ? UserId.of(Long.parseLong(userId)) : UserId.of(userId);
  }

  private static String name(Topic topic) {
    if (topic.name().contains(TOPIC_SEPARATOR)) {
      throw new IllegalArgumentException("a topic must not hold a line break");
    }
    return topic.name();
  }

  /** The time that the column holds. */
  static Instant instant(long column) {
    return Instant.ofEpochSecond(0, column);
  }

  /** A time as its column holds it. */
  static long nanos(Instant at) {
    try {
      return Math.addExact(Math.multiplyExact(at.getEpochSecond(), NANOS_PER_SECOND), at.getNano());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("the log keeps times from 1678 to 2262, not " + at, e);
    }
  }
}
