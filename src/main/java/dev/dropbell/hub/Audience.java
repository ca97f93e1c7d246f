package dev.dropbell.hub;

import java.util.ArrayList;
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

  private final Hub hub;
  private final Transport<S> transport;
  private final TransportMeters meters;
  private final Set<S> connected = ConcurrentHashMap.newKeySet();
  private final Map<Topic, Set<S>> members = new ConcurrentHashMap<>();

  /** Those who get what is logged from the log for now. */
  private final Map<S, Replay> replaying = new ConcurrentHashMap<>();

  Audience(Hub hub, Transport<S> transport, TransportMeters meters) {
    this.hub = hub;
    this.transport = transport;
    this.meters = meters;
    meters.watch(this);
  }

  /**
   * Takes a connection in. It gets announcements from now on, and messages of what it joins.
   *
   * @param subscriber not connected yet
   * @return its subscription, to be closed when the connection ends
   */
  public Subscription connect(S subscriber) {
    connected.add(subscriber);
    return new Subscription(hub, new MemberOf<>(this, subscriber));
  }

  /** How many are connected. */
  public int size() {
    return connected.size();
  }

  /** Where the transport's losses are counted. */
  public TransportMeters meters() {
    return meters;
  }

  /** How many topics have a member. */
  int topicCount() {
    return members.size();
  }

  /** How many are being brought up to date. */
  int replayCount() {
    return replaying.size();
  }

  boolean isHeard(List<Topic> topics) {
    return topics.stream().anyMatch(members::containsKey);
  }

  int deliver(Message message, boolean logged) {
    Collection<S> recipients = recipients(message);
    if (recipients.isEmpty()) {
      return 0;
    }
    int count =
        replaying.isEmpty()
            ? transport.deliver(message, recipients)
            : deliverBesideReplays(message, logged, recipients);
    meters.delivered(count);
    return count;
  }

  /**
   * What is logged passes over those who will get it from the log. What is not reaches them with
   * the place that they have come to: with the newest one, a client that keeps it would miss the
   * rest of its replay.
   */
  private int deliverBesideReplays(Message message, boolean logged, Collection<S> recipients) {
    List<S> live = new ArrayList<>(recipients.size());
    int count = 0;
    for (S recipient : recipients) {
      Replay replay = replaying.get(recipient);
      if (replay == null) {
        live.add(recipient);
      } else if (!logged) {
        count += transport.deliver(message.at(replay.place()), List.of(recipient));
      }
    }
    return live.isEmpty() ? count : count + transport.deliver(message, live);
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

    void replays(Replay replay) {
      audience.replaying.put(subscriber, replay);
    }

    void replayed() {
      audience.meters.delivered(1);
    }

    void live() {
      audience.replaying.remove(subscriber);
    }

    void disconnect() {
      live();
      audience.connected.remove(subscriber);
    }
  }
}
