package dev.dropbell.relay;

import dev.dropbell.hub.Cursor;
import dev.dropbell.hub.Topic;
import dev.dropbell.hub.UserId;
import dev.dropbell.security.Caller;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The right to connect, known to whoever holds its id: treat the id as a password.
 *
 * <p>Safe for concurrent use. {@link Registrations} guards everything but the topics.
 */
final class Registration {

  /** How much of an id a log line may show. */
  private static final int LOGGED_DIGITS = 6;

  private final String id;
  private final UserId user;
  private final Caller caller;
  private volatile List<Topic> topics;

  /** Guarded by the {@link Registrations}, as all below. Null while nobody is connected. */
  @Nullable Link link;

  /** Where the log was when the last connection was lost. Null while somebody is connected. */
  @Nullable Cursor lostAt;

  /** When it ends unless somebody connects. Means nothing while somebody is connected. */
  Instant expiry;

  Registration(String id, UserId user, List<Topic> topics, Caller caller, Instant expiry) {
    this.id = id;
    this.user = user;
    this.topics = topics;
    this.caller = caller;
    this.expiry = expiry;
  }

  String id() {
    return id;
  }

  /** Enough of the id to find it in the log, too little to use it. */
  String loggedId() {
    return id.substring(0, LOGGED_DIGITS);
  }

  UserId user() {
    return user;
  }

  /** Who registered: the connection may what that caller may. */
  Caller caller() {
    return caller;
  }

  /** What the next connection joins. */
  List<Topic> topics() {
    return topics;
  }

  void topics(List<Topic> topics) {
    this.topics = topics;
  }
}
