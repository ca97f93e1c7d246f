package dev.dropbell.hub;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The topics that one connection has joined.
 *
 * <p>Safe for concurrent use. A message that comes while a topic is being joined or left may reach
 * the connection or not; who needs to know joins with an {@link Arrival}. Once closed it joins
 * nothing any more.
 *
 * <p>Requests with an arrival take effect in their order: one that comes while another is being
 * replayed waits for it.
 */
public final class Subscription implements AutoCloseable {

  /** Most requests that wait for a replay to end. */
  private static final int MOST_WAITING = Topic.MAX_PER_SUBSCRIBER;

  private final Hub hub;
  private final Audience.MemberOf<?> member;

  /**
   * What is joined, and behind which position its messages have reached the connection or will.
   * Guarded by this, as all below.
   */
  private final Map<Topic, Long> topics = new LinkedHashMap<>();

  private final Queue<JoinRequest> waiting = new ArrayDeque<>();

  /** Works at what waits; null when nothing does. */
  private @Nullable Thread worker;

  private boolean closed;

  Subscription(Hub hub, Audience.MemberOf<?> member) {
    this.hub = hub;
    this.member = member;
  }

  /**
   * Joins these topics besides what was joined before; those joined already are no error.
   *
   * @throws InvalidTopicException when there would be more than {@link Topic#MAX_PER_SUBSCRIBER};
   *     then none is joined
   */
  public synchronized void join(Collection<Topic> more) {
    if (closed) {
      return;
    }
    checkCount(more);
    long head = hub.head().position();
    for (Topic topic : more) {
      if (topics.putIfAbsent(topic, head) == null) {
        member.join(topic);
      }
    }
  }

  /**
   * The same, telling where it starts, and beginning in the past if asked to. A topic that is
   * joined already begins again at that place; what reached the connection through other topics is
   * not repeated.
   *
   * @param since the last place that the client knows; null is now
   * @throws InvalidTopicException when there would be too many; then none is joined
   */
  public synchronized void join(Collection<Topic> more, @Nullable Cursor since, Arrival arrival) {
    checkCount(more);
    submit(new JoinRequest(more, false, since, arrival));
  }

  /** Leaves these topics; those not joined are no error. */
  public synchronized void leave(Collection<Topic> some) {
    waiting.forEach(request -> request.topics.removeAll(some));
    drop(some);
  }

  /**
   * Has these topics joined and no others. A topic that stays misses nothing.
   *
   * @throws InvalidTopicException when there are more than {@link Topic#MAX_PER_SUBSCRIBER}; then
   *     nothing changes
   */
  public synchronized void replace(Collection<Topic> wanted) {
    Topic.checkCount(Set.copyOf(wanted).size());
    waiting.forEach(request -> request.topics.retainAll(wanted));
    dropOthers(wanted);
    join(wanted);
  }

  /**
   * The same, telling where it starts, and beginning in the past if asked to, also in topics that
   * are joined already.
   *
   * @param since the last place that the client knows; null is now
   * @throws InvalidTopicException when there are too many; then nothing changes
   */
  public synchronized void replace(
      Collection<Topic> wanted, @Nullable Cursor since, Arrival arrival) {
    Topic.checkCount(Set.copyOf(wanted).size());
    submit(new JoinRequest(wanted, true, since, arrival));
  }

  /** What is joined now, in the order of joining. */
  public synchronized List<Topic> topics() {
    return List.copyOf(topics.keySet());
  }

  /** Leaves everything; the connection gets nothing any more. */
  @Override
  public synchronized void close() {
    closed = true;
    waiting.clear();
    drop(topics());
    member.disconnect();
    if (worker != null && !worker.equals(Thread.currentThread())) {
      worker.interrupt();
    }
  }

  private void checkCount(Collection<Topic> more) {
    Set<Topic> all = new HashSet<>(topics.keySet());
    all.addAll(more);
    Topic.checkCount(all.size());
  }

  private void drop(Collection<Topic> some) {
    for (Topic topic : some) {
      if (topics.remove(topic) != null) {
        member.leave(topic);
      }
    }
  }

  private void dropOthers(Collection<Topic> wanted) {
    drop(topics().stream().filter(t -> !wanted.contains(t)).toList());
  }

  private void submit(JoinRequest request) {
    if (closed) {
      return;
    }
    if (request.since == null && worker == null) {
      joinNow(request);
      return;
    }
    if (waiting.size() == MOST_WAITING) {
      throw new InvalidTopicException(
          "%d requests to join wait for a replay already; join several topics at once."
              .formatted(MOST_WAITING));
    }
    waiting.add(request);
    if (worker == null) {
      worker = Thread.ofVirtual().name("replay").start(this::work);
    }
  }

  /**
   * It is a member at once, so that a message behind the place that it is told cannot have been
   * missed; the place is taken on the delivery thread, where no message is half delivered.
   */
  private synchronized void joinNow(JoinRequest request) {
    List<Topic> fresh = request.topics.stream().filter(t -> !topics.containsKey(t)).toList();
    if (request.replaces) {
      dropOthers(request.topics);
    }
    join(request.topics);
    hub.between(() -> {
      Cursor head = hub.head();
      coverFrom(fresh, head.position());
      request.arrival.started(head, true);
    });
  }

  private synchronized void coverFrom(Collection<Topic> fresh, long position) {
    fresh.forEach(t -> topics.computeIfPresent(t, (_, known) -> Math.max(known, position)));
  }

  private void work() {
    try {
      JoinRequest next = next();
      while (next != null) {
        if (next.since == null) {
          joinInTurn(next);
        } else {
          new Replay(hub, this, next).run();
        }
        next = next();
      }
    } catch (InterruptedException gone) {
      Thread.currentThread().interrupt();
    }
  }

  /** It stays in the queue until it takes effect, so that leaving a topic reaches it. */
  private synchronized @Nullable JoinRequest next() {
    if (waiting.isEmpty()) {
      worker = null;
    }
    return waiting.peek();
  }

  private synchronized void joinInTurn(JoinRequest request) {
    waiting.remove(request);
    try {
      joinNow(request);
    } catch (InvalidTopicException e) {
      request.arrival.refused(e);
    }
  }

  /** What a request that waits is about, by now. */
  synchronized Set<Topic> wanted(JoinRequest request) {
    return Set.copyOf(request.topics);
  }

  /** What is joined, for a question to the log. */
  synchronized Set<Topic> joined() {
    return Set.copyOf(topics.keySet());
  }

  /** Whom the connection belongs to, for a question to the log. */
  Viewer viewer() {
    UserId user = member.subscriber().userId();
    return user == null ? new Viewer.Anybody() : new Viewer.User(user);
  }

  /**
   * On the delivery thread: a request takes effect, and from the next message on the replay brings
   * what is logged.
   *
   * @return null when the connection is gone
   */
  synchronized Replay.@Nullable Entry enter(JoinRequest request, Replay replay, Cursor at) {
    waiting.remove(request);
    if (closed) {
      return null;
    }
    if (request.replaces) {
      dropOthers(request.topics);
    } else {
      checkCount(request.topics);
    }
    Map<Topic, Long> before = new HashMap<>(topics);
    for (Topic topic : request.topics) {
      before.remove(topic);
      if (topics.put(topic, replay.place().position()) == null) {
        member.join(topic);
      }
    }
    member.replays(replay);
    return new Replay.Entry(at, before);
  }

  /** A request cannot be done. */
  void refuse(JoinRequest request, RuntimeException cause) {
    synchronized (this) {
      waiting.remove(request);
      if (closed) {
        return;
      }
    }
    request.arrival.refused(cause);
  }

  /** A message of the past was handed over. */
  void replayed() {
    member.replayed();
  }

  /** On the delivery thread: from the next message on the connection is live. */
  synchronized void live() {
    member.live();
  }

  /** Whether a message of the past concerns the connection now. */
  synchronized boolean wants(Message message) {
    UserId user = message.userId();
    long position = message.cursor().position();
    return (user == null || Objects.equals(user, member.subscriber().userId()))
        && message.topics().stream()
            .anyMatch(t -> topics.getOrDefault(t, Long.MAX_VALUE) < position);
  }
}
