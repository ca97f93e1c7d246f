package dev.dropbell.tcp;

import dev.dropbell.hub.Draft;
import dev.dropbell.hub.Hub;
import dev.dropbell.hub.InvalidTopicException;
import dev.dropbell.hub.MessageType;
import dev.dropbell.hub.UuidV7;
import dev.dropbell.security.Caller;
import dev.dropbell.security.NotAllowedException;
import dev.dropbell.security.Scope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done about commands, within what the caller may. Called on event loops, so nothing here
 * waits; an answer that takes time comes from another thread. Safe for concurrent use.
 */
final class Commands {

  private static final Logger log = LoggerFactory.getLogger(Commands.class);

  private final Hub hub;
  private final InstantSource clock;

  Commands(Hub hub, InstantSource clock) {
    this.hub = hub;
    this.clock = clock;
  }

  /**
   * Publishes; the result is the answer.
   *
   * @throws NotAllowedException when the caller may not
   */
  CompletableFuture<String> publish(Caller caller, Command.Publish command) {
    caller.requireTopic(Scope.PUBLISH, command.topic().name());
    Instant now = clock.instant();
    Draft draft =
        Draft.of(
            UuidV7.at(now), MessageType.MESSAGE, List.of(command.topic()), command.message(), now);
    return hub.publish(draft)
        .handle((publication, failure) -> {
          if (publication != null) {
            return Answers.published(publication);
          }
          log.error("publish failed: reason=\"{}\"", String.valueOf(failure), failure);
          return Answers.error(
              command.op(), "The message could not be logged, and nobody got it; try again later.");
        });
  }

  /**
   * Joins topics; the answer comes by the {@link FrameArrival}.
   *
   * @throws NotAllowedException when the caller may not hear one of them
   * @throws InvalidTopicException when there are too many
   */
  void subscribe(FrameConnection connection, Caller caller, Command.Subscribe command) {
    command.topics().forEach(topic -> caller.requireTopic(Scope.SUBSCRIBE, topic.name()));
    connection
        .subscription()
        .join(command.topics(), command.since(), new FrameArrival(connection, command.topics()));
  }

  /**
   * Leaves topics; the result is the answer.
   *
   * @throws NotAllowedException when the caller may hear nothing at all
   */
  String unsubscribe(FrameConnection connection, Caller caller, Command.Unsubscribe command) {
    caller.require(Scope.SUBSCRIBE);
    connection.subscription().leave(command.topics());
    return Answers.unsubscribed(command.topics());
  }
}
