package dev.dropbell.relay;

import dev.dropbell.hub.Cursor;
import dev.dropbell.hub.InvalidTopicException;
import dev.dropbell.hub.Subscription;
import dev.dropbell.hub.Topic;
import dev.dropbell.security.Caller;
import dev.dropbell.security.NotAllowedException;
import dev.dropbell.security.Scope;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The topics that one WebSocket hears: those of its registration first, then those that its client
 * asks for. Safe for concurrent use.
 */
final class Membership {

  /** How long a client that gets whole messages may take to say where it was. */
  private static final Duration FIRST_COMMAND_TIMEOUT = Duration.ofMillis(500);

  private static final String SINCE_NEEDS_WHOLE =
      "since needs the subprotocol %s; without it a client goes on where its connection was lost."
          .formatted(Format.WHOLE_PROTOCOL);

  private final WebSockets home;
  private final Registration registration;
  private final WebSocketConnection connection;

  private volatile @Nullable Subscription subscription;

  /** From where the registered topics are to be joined; null when they are. */
  private final AtomicReference<@Nullable Cursor> unjoinedSince = new AtomicReference<>();

  Membership(WebSockets home, Registration registration, WebSocketConnection connection) {
    this.home = home;
    this.registration = registration;
    this.connection = connection;
  }

  /** Begins to hear. */
  void begin() {
    Subscription joined = home.audience().connect(connection);
    joinRegistered(joined);
    subscription = joined;
  }

  /** Hears nothing any more, if it had begun. */
  void end() {
    Subscription joined = subscription;
    if (joined != null) {
      joined.close();
    }
  }

  /**
   * A plain client cannot say where it was, so it goes on where its last connection was lost. One
   * that gets whole messages says it itself, right after opening: until then it gets nothing, or
   * what happens now would come before what it missed, and once more with it.
   */
  private void joinRegistered(Subscription joined) {
    List<Topic> topics = registration.topics();
    Cursor lostAt = home.registrations().lossOf(registration);
    if (connection.format() == Format.WHOLE && !topics.isEmpty()) {
      unjoinedSince.set(home.head());
      Thread.ofVirtual().start(this::joinAfterPatience);
    } else if (lostAt == null || connection.format() == Format.WHOLE) {
      joined.join(topics);
    } else {
      joined.join(topics, lostAt, WebSocketArrival.silent(connection));
    }
  }

  private void joinAfterPatience() {
    try {
      Thread.sleep(FIRST_COMMAND_TIMEOUT);
      joinWithoutCommand();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The client did not say where it was: it gets what happened since it opened. */
  void joinWithoutCommand() {
    Cursor since = unjoinedSince.getAndSet(null);
    Subscription joined = subscription;
    if (since == null || joined == null) {
      return;
    }
    if (since.equals(home.head())) {
      joined.join(registration.topics());
    } else {
      joined.join(registration.topics(), since, WebSocketArrival.silent(connection));
    }
  }

  /** Hears these topics and no others. */
  void replace(ClientCommand.Topics command) {
    Subscription joined = subscription;
    if (joined == null) {
      return;
    }
    try {
      List<Topic> topics = command.topics();
      Caller caller = registration.caller();
      topics.forEach(topic -> caller.requireTopic(Scope.SUBSCRIBE, topic.name()));
      if (connection.format() == Format.WHOLE) {
        unjoinedSince.set(null);
        joined.replace(topics, command.since(), WebSocketArrival.answering(connection, topics));
      } else if (command.since() == null) {
        joined.replace(topics);
      } else {
        connection.answer(ClientCommand.error(SINCE_NEEDS_WHOLE));
        return;
      }
      registration.topics(topics);
    } catch (InvalidTopicException | NotAllowedException e) {
      connection.answer(ClientCommand.error(e.getMessage()));
    }
  }
}
