package dev.dropbell.hub;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The topics that one connection has joined.
 *
 * <p>Safe for concurrent use. A message that comes while a topic is being joined or left may reach
 * the connection or not. Once closed it joins nothing any more.
 */
public final class Subscription implements AutoCloseable {

  private final Audience.MemberOf<?> member;

  /** Guarded by this. */
  private final Set<Topic> topics = new LinkedHashSet<>();

  /** Guarded by this. */
  private boolean closed;

  Subscription(Audience.MemberOf<?> member) {
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
    Set<Topic> all = new HashSet<>(topics);
    all.addAll(more);
    Topic.checkCount(all.size());
    for (Topic topic : more) {
      if (topics.add(topic)) {
        member.join(topic);
      }
    }
  }

  /** Leaves these topics; those not joined are no error. */
  public synchronized void leave(Collection<Topic> some) {
    for (Topic topic : some) {
      if (topics.remove(topic)) {
        member.leave(topic);
      }
    }
  }

  /**
   * Has these topics joined and no others. A topic that stays misses nothing.
   *
   * @throws InvalidTopicException when there are more than {@link Topic#MAX_PER_SUBSCRIBER}; then
   *     nothing changes
   */
  public synchronized void replace(Collection<Topic> wanted) {
    Topic.checkCount(Set.copyOf(wanted).size());
    leave(topics.stream().filter(t -> !wanted.contains(t)).toList());
    join(wanted);
  }

  /** What is joined now, in the order of joining. */
  public synchronized List<Topic> topics() {
    return List.copyOf(topics);
  }

  /** Leaves everything; the connection gets nothing any more. */
  @Override
  public synchronized void close() {
    closed = true;
    leave(List.copyOf(topics));
    member.disconnect();
  }
}
