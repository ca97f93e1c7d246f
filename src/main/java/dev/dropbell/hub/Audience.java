package dev.dropbell.hub;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Everybody who is connected over one transport, and the topics they have joined. A transport opens
 * its own with {@link Hub#open}.
 *
 * <p>Safe for concurrent use. Finding the members of a topic costs what the topic holds, not what
 * the server holds; a topic that its last member leaves is forgotten.
 *
 * @param <S> the connections of the transport
 */
public final class Audience<S extends Subscriber> {

  private final Transport<S> transport;
  private final Set<S> connected = ConcurrentHashMap.newKeySet();
  private final Map<Topic, Set<S>> members = new ConcurrentHashMap<>();

  Audience(Transport<S> transport) {
    this.transport = transport;
  }

  /**
   * Takes a connection in. It gets announcements from now on, and messages of what it joins.
   *
   * @param subscriber not connected yet
   * @return its subscription, to be closed when the connection ends
   */
  public Subscription connect(S subscriber) {
    connected.add(subscriber);
    return new Subscription(new MemberOf<>(this, subscriber));
  }

  /** How many are connected. */
  public int size() {
    return connected.size();
  }

  /** How many topics have a member. */
  int topicCount() {
    return members.size();
  }

  boolean isHeard(List<Topic> topics) {
    return topics.stream().anyMatch(members::containsKey);
  }

  int deliver(Message message) {
    Collection<S> recipients = recipients(message);
    return recipients.isEmpty() ? 0 : transport.deliver(message, recipients);
  }

  private Collection<S> recipients(Message message) {
    Collection<S> reached =
        message.type() == MessageType.ANNOUNCEMENT ? connected : union(message.topics());
    if (message.userId() == null) {
      return reached;
    }
    return reached.stream().filter(s -> Objects.equals(message.userId(), s.userId())).toList();
  }

  /** The members of all these topics, each once. A single topic's set is handed on as it is. */
  private Collection<S> union(List<Topic> topics) {
    List<Set<S>> rooms =
        topics.stream()
            .map(t -> members.getOrDefault(t, Set.of()))
            .filter(r -> !r.isEmpty())
            .toList();
    if (rooms.size() <= 1) {
      return rooms.isEmpty() ? Set.of() : rooms.getFirst();
    }
    Set<S> union = Collections.newSetFromMap(new IdentityHashMap<>());
    rooms.forEach(union::addAll);
    return union;
  }

  /** One connection's place in its audience: what a {@link Subscription} may do to it. */
  record MemberOf<S extends Subscriber>(Audience<S> audience, S subscriber) {

    void join(Topic topic) {
      audience.members.compute(
          topic,
          (_, room) -> {
            Set<S> joined = room == null ? ConcurrentHashMap.newKeySet() : room;
            joined.add(subscriber);
            return joined;
          });
    }

    void leave(Topic topic) {
      audience.members.computeIfPresent(
          topic,
          (_, room) -> {
            room.remove(subscriber);
            return room.isEmpty() ? null : room;
          });
    }

    void disconnect() {
      audience.connected.remove(subscriber);
    }
  }
}
