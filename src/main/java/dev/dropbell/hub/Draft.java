package dev.dropbell.hub;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message before it has its place in the log. Immutable.
 *
 * @param id the same for every delivery of this message, so that a receiver can drop a repeat
 * @param type what it is about
 * @param topics whose subscribers get it, the deepest first; never empty
 * @param data JSON text
 * @param at when it happened
 * @param userId the only user whose clients get it; null means everybody in the topics
 * @param ephemeral true keeps it out of the log: it reaches those who are there now
 * @param key logged with it, so that a repeat is known; null when its publisher gave none
 * @param traceParent of its publisher; null when that is not traced
 */
public record Draft(
    UUID id,
    MessageType type,
    List<Topic> topics,
    String data,
    Instant at,
    @Nullable UserId userId,
    boolean ephemeral,
    @Nullable IdempotencyKey key,
    @Nullable TraceParent traceParent) {

  /** Checks that there is a topic. */
  public Draft {
    topics = List.copyOf(topics);
    if (topics.isEmpty()) {
      throw new IllegalArgumentException("a message needs a topic");
    }
  }

  /** A message without a key and a trace. */
  public Draft(
      UUID id,
      MessageType type,
      List<Topic> topics,
      String data,
      Instant at,
      @Nullable UserId userId,
      boolean ephemeral) {
    this(id, type, topics, data, at, userId, ephemeral, null, null);
  }

  /** A message for everybody in its topics, logged when its type is. */
  public static Draft of(UUID id, MessageType type, List<Topic> topics, String data, Instant at) {
    return new Draft(id, type, topics, data, at, null, !type.isLogged());
  }
}
