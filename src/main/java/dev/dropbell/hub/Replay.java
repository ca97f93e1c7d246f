package dev.dropbell.hub;

import static java.util.Objects.requireNonNull;

import dev.dropbell.hub.EventLog.Page;
import dev.dropbell.hub.EventLog.Query;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one subscriber from a place in the past to the present.
 *
 * <pre>
 *   since ──────────► entered ──────────────────► caught up ─────►
 *      the new topics      all topics, from the log      live
 *      from the log
 * </pre>
 *
 * <p>The subscriber <b>enters</b> its topics in a step on the delivery thread, between two
 * messages. From then on the delivery thread passes it over, and everything comes out of the log,
 * in order and at the client's pace; so nothing gathers in memory however long that takes, and the
 * last message that the client has read is always a place to resume from. When the log is read to
 * its end, another step on the delivery thread looks how far the delivery has come meanwhile: if
 * {@link Recent} still knows what is missing, the subscriber gets that and is <b>live</b> from the
 * next message on; else it reads on.
 *
 * <p>Runs on a virtual thread of its subscription; {@link #place} may be asked by any.
 */
final class Replay {

  private static final Logger log = LoggerFactory.getLogger(Replay.class);

  private static final int PAGE = 250;

  private final Hub hub;
  private final Subscription subscription;
  private final JoinRequest request;
  private final Arrival arrival;
  private volatile Cursor place;

  Replay(Hub hub, Subscription subscription, JoinRequest request) {
    this.hub = hub;
    this.subscription = subscription;
    this.request = request;
    this.arrival = request.arrival;
    this.place = requireNonNull(request.since);
  }

  /**
   * How the subscriber stands when it has entered.
   *
   * @param at how far the delivery had come
   * @param before what it had joined before and did not ask for now, and from which position on:
   *     messages of these it has got until {@code at}
   */
  record Entry(Cursor at, Map<Topic, Long> before) {

    /** Whether the subscriber has got it before it entered. */
    boolean covers(Message message) {
      long position = message.cursor().position();
      return message.topics().stream()
          .anyMatch(t -> before.getOrDefault(t, Long.MAX_VALUE) < position);
    }
  }

  /** From where the subscriber could resume now. */
  Cursor place() {
    return place;
  }

  /** Returns when the subscriber is live or gone. */
  void run() throws InterruptedException {
    boolean entered = false;
    try {
      Set<Topic> topics = subscription.wanted(request);
      Page first = read(topics, place, hub.head());
      place = start(first);
      Entry entry = hub.onDelivery(() -> subscription.enter(request, this, hub.head()));
      if (entry == null) {
        return;
      }
      entered = true;
      hub.meters().replayed(first.recovered());
      arrival.started(place, first.recovered());
      if (past(topics, first, entry)) {
        present(entry);
      }
    } catch (RuntimeException e) {
      log.warn(
          "replay failed: since={} entered={} reason={}", request.since, entered, e.toString());
      if (entered) {
        giveUp(String.valueOf(e.getMessage()));
      } else {
        subscription.refuse(request, e);
      }
    }
  }

  private Cursor start(Page first) {
    if (first.recovered()) {
      return place;
    }
    List<Message> messages = first.messages();
    return messages.isEmpty() ? first.next() : before(messages.getFirst().cursor());
  }

  private static Cursor before(Cursor cursor) {
    return new Cursor(cursor.epoch(), cursor.position() - 1);
  }

  /** What was asked for, up to where the subscriber has entered. False when it is over. */
  private boolean past(Set<Topic> topics, Page first, Entry entry) throws InterruptedException {
    Page page = first;
    do {
      if (!send(page, entry)) {
        return false;
      }
      page = read(topics, page.next(), entry.at());
      if (isTrimmed(page)) {
        return false;
      }
    } while (!page.messages().isEmpty());
    return true;
  }

  /** What has happened since it entered, until nothing is left. */
  private void present(Entry entry) throws InterruptedException {
    place = later(place, entry.at());
    while (arrival.awaitRoom()) {
      if (hub.onDelivery(() -> catchUp(entry))) {
        return;
      }
      Page page = read(subscription.joined(), place, hub.head());
      if (isTrimmed(page) || !send(page, entry)) {
        return;
      }
      place = page.next();
    }
  }

  private static Cursor later(Cursor one, Cursor other) {
    return one.position() > other.position() ? one : other;
  }

  /** On the delivery thread: the rest at once, or nothing when that is too much. */
  private boolean catchUp(Entry entry) {
    List<Message> rest = hub.recentAfter(place.position());
    if (rest == null) {
      return false;
    }
    for (Message message : rest) {
      if (isFor(message, entry)) {
        hand(message);
      }
    }
    subscription.live();
    return true;
  }

  private boolean send(Page page, Entry entry) throws InterruptedException {
    for (Message message : page.messages()) {
      if (isFor(message, entry)) {
        if (!arrival.awaitRoom()) {
          return false;
        }
        hand(message);
      }
      place = message.cursor();
    }
    return true;
  }

  private boolean isFor(Message message, Entry entry) {
    boolean got = message.cursor().position() <= entry.at().position() && entry.covers(message);
    return !got && subscription.wants(message);
  }

  private Page read(Set<Topic> topics, @Nullable Cursor after, Cursor until) {
    return hub.log().read(new Query(topics, subscription.viewer(), after, until, PAGE));
  }

  /** Whether retention was faster than the client; then it is over. */
  private boolean isTrimmed(Page page) {
    if (!page.recovered()) {
      giveUp("the log was trimmed before the client had read it");
    }
    return !page.recovered();
  }

  private void hand(Message message) {
    arrival.replay(message);
    subscription.replayed();
  }

  private void giveUp(String reason) {
    hub.meters().broken();
    subscription.close();
    arrival.broken(reason);
  }
}
