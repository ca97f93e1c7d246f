package dev.dropbell.hub;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What subscribers get. Immutable, so that one object serves all transports and all their threads.
 *
 * @param id the same for every delivery, so that a receiver can drop a repeat
 * @param cursor its place in the log; an ephemeral message carries that of the last logged one
 *     before it, so that resuming from any message is right
 * @param type what it is about
 * @param topics whose subscribers get it, the deepest first
 * @param data JSON text
 * @param at when it happened
 * @param userId the only user whose clients get it; null means everybody in the topics
 * @param traceParent of its publisher; null when that is not traced
 */
public record Message(
    UUID id,
    Cursor cursor,
    MessageType type,
    List<Topic> topics,
    String data,
    Instant at,
    @Nullable UserId userId,
    @Nullable TraceParent traceParent) {

  /** The draft at its place. The data of an upload names its own cursor (DESIGN 2.7). */
  public static Message of(Draft draft, Cursor cursor) {
    String data =
        draft.type() == MessageType.FILE_UPLOADED
            ? "{\"cursor\":\"" + cursor + "\"," + draft.data().substring(1)
            : draft.data();
    return new Message(
        draft.id(),
        cursor,
        draft.type(),
        draft.topics(),
        data,
        draft.at(),
        draft.userId(),
        draft.traceParent());
  }

  /** The same as if it stood at another place; only for one that is not logged. */
  Message at(Cursor place) {
    return new Message(id, place, type, topics, data, at, userId, traceParent);
  }

  /** The topic that the message names as its own: the deepest. */
  public Topic topic() {
    return topics.getFirst();
  }
}
