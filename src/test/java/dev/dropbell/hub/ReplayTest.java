package dev.dropbell.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who comes back gets what was missed, then what happens: no gap, no repeat, one order. */
@Timeout(120)
class ReplayTest {

  private static final List<Topic> TOPICS =
      List.of(Topic.parse("a"), Topic.parse("b"), Topic.parse("c"), Topic.parse("d"));
  private static final Topic A = TOPICS.get(0);
  private static final Topic B = TOPICS.get(1);

  /** A storm takes its time on a busy machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Cursor BEGIN = new Cursor("test", 0);

  private final CountingEventLog log = new CountingEventLog();
  private final Hub hub = new Hub(log);
  private final Audience<Visitor> audience = hub.open(new Visitor.Ways());

  @AfterEach
  void close() {
    hub.close();
  }

  @Test
  void since_bringsWhatWasMissedThenWhatHappens() {
    publish(A, "1");
    Cursor place = publish(A, "2");
    publish(A, "3");
    publish(B, "other");
    Visitor visitor = Visitor.reading(null);

    join(visitor, place, A);
    await().until(() -> visitor.texts().size() == 1);
    awaitLive(visitor);
    publish(A, "4");

    assertThat(visitor.started.join()).isEqualTo(place);
    assertThat(visitor.recovered()).isTrue();
    assertThat(visitor.texts()).containsExactly("3", "4");
  }

  @Test
  void withoutSince_theHeadIsToldAtOnce() {
    Cursor head = publish(A, "1");
    Visitor visitor = Visitor.reading(null);

    join(visitor, null, A);

    assertThat(visitor.started.join()).isEqualTo(head);
    assertThat(visitor.recovered()).isTrue();
    publish(A, "2");
    assertThat(visitor.texts()).containsExactly("2");
  }

  @Test
  void severalTopics_areOneReplayWithoutOverlap() {
    publishTo(List.of(A, B), "1");
    publish(B, "2");
    publishTo(List.of(B, A), "3");
    Visitor visitor = Visitor.reading(null);

    join(visitor, BEGIN, A, B);

    await().until(() -> visitor.texts().size() == 3);
    awaitLive(visitor);
    assertThat(visitor.texts()).containsExactly("1", "2", "3");
  }

  @Test
  void secondJoin_doesNotRepeatWhatTheFirstBrought() {
    publish(B, "1");
    publishTo(List.of(A, B), "2");
    publish(A, "3");
    Visitor visitor = Visitor.reading(null);
    Subscription subscription = audience.connect(visitor);
    subscription.join(List.of(A), BEGIN, visitor);
    subscription.join(List.of(B), BEGIN, visitor);

    await().until(() -> visitor.texts().size() >= 3);
    awaitLive(visitor);
    publishTo(List.of(B, A), "4");

    assertThat(visitor.texts()).containsExactly("2", "3", "1", "4");
  }

  @Test
  void topicJoinedAlready_beginsAgainAtThePlaceAskedFor() {
    Visitor visitor = Visitor.reading(null);
    Subscription subscription = audience.connect(visitor);
    subscription.join(List.of(A));
    publish(A, "1");
    publish(A, "2");

    subscription.replace(List.of(A), BEGIN, visitor);

    await().until(() -> visitor.texts().size() == 4);
    awaitLive(visitor);
    assertThat(visitor.texts()).containsExactly("1", "2", "1", "2");
  }

  @Test
  void placeOfAnotherEpoch_startsFromTheOldestAndSaysSo() {
    publish(B, "1");
    publish(A, "2");
    Visitor visitor = Visitor.reading(null);

    join(visitor, new Cursor("other", 5), A);

    assertThat(visitor.started.join()).isEqualTo(new Cursor("test", 1));
    assertThat(visitor.recovered()).isFalse();
    await().until(() -> visitor.texts().equals(List.of("2")));
  }

  @Test
  void placeThatWasTrimmedOrIsAhead_startsFromTheOldestAndSaysSo() {
    for (int i = 1; i <= 10; i++) {
      publish(A, Integer.toString(i));
    }
    log.trim(5);
    for (Cursor place : List.of(new Cursor("test", 4), new Cursor("test", 11))) {
      Visitor visitor = Visitor.reading(null);
      join(visitor, place, A);

      assertThat(visitor.started.join()).isEqualTo(new Cursor("test", 5));
      assertThat(visitor.recovered()).isFalse();
      await().until(() -> visitor.texts().equals(List.of("6", "7", "8", "9", "10")));
    }
  }

  @Test
  void logTrimmedUnderASlowReader_breaksItsConnection() {
    for (int i = 0; i < 1_000; i++) {
      publish(A, Integer.toString(i));
    }
    Visitor visitor = Visitor.stalled();
    join(visitor, BEGIN, A);
    visitor.started.join();
    log.trim(900);

    visitor.appetite.release(1_000_000);

    assertThat(visitor.broken.join()).contains("trimmed");
    publish(A, "later");
    assertThat(visitor.texts()).doesNotContain("later").isSubsetOf(numbered(900));
  }

  @Test
  void slowReader_getsEverythingAtItsPace_andNothingGathersForIt() {
    publish(A, "0");
    Visitor visitor = Visitor.stalled();
    join(visitor, BEGIN, A);
    visitor.started.join();
    for (int i = 1; i < 5_000; i++) {
      publish(A, Integer.toString(i));
    }
    assertThat(visitor.texts()).isEmpty();

    visitor.appetite.release(1_000_000);

    await().until(() -> visitor.texts().size() == 5_000);
    assertThat(visitor.texts()).isEqualTo(numbered(5_000));
  }

  @Test
  void ephemeralMessage_isNotReplayed_andCarriesThePlaceOfTheReplay() {
    publishEphemeral(A, "gone");
    publish(A, "1");
    publish(A, "2");
    Visitor visitor = Visitor.stalled();
    join(visitor, BEGIN, A);
    visitor.started.join();

    publishEphemeral(A, "now");

    assertThat(visitor.texts()).containsExactly("now");
    assertThat(visitor.cursor()).isEqualTo(BEGIN);
    visitor.appetite.release(1_000);
    await().until(() -> visitor.texts().size() == 3);
    assertThat(visitor.texts()).containsExactly("now", "1", "2");
  }

  @Test
  void messageToAUser_isReplayedToThatUserOnly() {
    publish(A, "1");
    hub.publish(draft(List.of(A), "for 7", UserId.of(7), false)).join();
    publish(A, "2");
    Visitor seven = Visitor.reading(UserId.of("7"));
    Visitor nobody = Visitor.reading(null);

    join(seven, BEGIN, A);
    join(nobody, BEGIN, A);

    await().until(() -> seven.texts().equals(List.of("1", "for 7", "2")));
    await().until(() -> nobody.texts().equals(List.of("1", "2")));
  }

  @Test
  void topicLeftDuringTheReplay_bringsNothingMore() {
    for (int i = 0; i < 10; i++) {
      publish(A, "a" + i);
      publish(B, "b" + i);
    }
    Visitor visitor = Visitor.stalled();
    Subscription subscription = join(visitor, BEGIN, A, B);
    visitor.started.join();

    subscription.leave(List.of(A));
    visitor.appetite.release(1_000);

    await().until(() -> visitor.texts().contains("b9"));
    assertThat(visitor.texts().stream().filter(t -> t.startsWith("a"))).hasSizeLessThan(2);
    assertThat(subscription.topics()).containsExactly(B);
  }

  @Test
  void topicLeftBeforeItsTurn_isNotJoined() {
    publish(A, "1");
    Visitor visitor = Visitor.stalled();
    Subscription subscription = join(visitor, BEGIN, A);
    visitor.started.join();
    subscription.join(List.of(B), BEGIN, visitor);

    subscription.leave(List.of(B));
    visitor.appetite.release(1_000);
    await().until(() -> visitor.texts().equals(List.of("1")));
    awaitLive(visitor);
    publish(B, "2");

    assertThat(subscription.topics()).containsExactly(A);
    assertThat(visitor.texts()).containsExactly("1");
  }

  @Test
  void logThatCannotBeRead_refusesTheJoin() {
    EventLog broken =
        new CountingEventLog() {
          @Override
          public synchronized Page read(Query query) {
            throw new EventLogException("disk", new IOException("gone"));
          }
        };
    try (Hub other = new Hub(broken)) {
      Visitor visitor = Visitor.reading(null);
      Subscription subscription = other.open(new Visitor.Ways()).connect(visitor);
      subscription.join(List.of(A), BEGIN, visitor);

      assertThat(visitor.refused.join()).hasMessageContaining("disk");
      assertThat(subscription.topics()).isEmpty();
    }
  }

  @Test
  void tooManyTopics_areRefusedAndNothingChanges() {
    Visitor visitor = Visitor.reading(null);
    Subscription subscription = audience.connect(visitor);
    subscription.join(List.of(A));
    List<Topic> limit = numbered(Topic.MAX_PER_SUBSCRIBER).stream().map(Topic::parse).toList();

    assertThatThrownBy(() -> subscription.join(limit, BEGIN, visitor))
        .isInstanceOf(InvalidTopicException.class);
    assertThat(subscription.topics()).containsExactly(A);
  }

  @Test
  void requestsWithoutEnd_areRefused() {
    publish(A, "1");
    Visitor visitor = Visitor.stalled();
    Subscription subscription = join(visitor, BEGIN, A);
    visitor.started.join();

    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 1_000; i++) {
                subscription.join(List.of(A), BEGIN, visitor);
              }
            })
        .isInstanceOf(InvalidTopicException.class)
        .hasMessageContaining("100 requests");
  }

  @Test
  void closedDuringTheReplay_leavesNothingBehind() {
    publish(A, "1");
    Visitor visitor = Visitor.stalled();
    Subscription subscription = join(visitor, BEGIN, A);
    visitor.started.join();

    subscription.close();

    assertThat(audience.size()).isZero();
    assertThat(audience.topicCount()).isZero();
    Visitor next = Visitor.reading(null);
    join(next, BEGIN, A);
    await().until(() -> next.texts().equals(List.of("1")));
  }

  /**
   * Every seam there is, many times: visitors that are cut at random under a storm of publishes.
   */
  @Test
  void comingAndGoingInAStorm_losesAndRepeatsNothing() throws Exception {
    long seed = Long.getLong("dropbell.seed", System.nanoTime());
    System.out.println("ReplayTest: replay with -Ddropbell.seed=" + seed);
    Random random = new Random(seed);
    int visitors = 8;
    AtomicBoolean publishing = new AtomicBoolean(true);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> publishers = new ArrayList<>();
      for (int p = 0; p < 3; p++) {
        long own = random.nextLong();
        publishers.add(threads.submit(() -> publishAtRandom(new Random(own))));
      }
      List<Future<?>> checks = new ArrayList<>();
      for (int v = 0; v < visitors; v++) {
        long own = random.nextLong();
        checks.add(threads.submit(() -> visit(new Random(own), publishing)));
      }
      for (Future<?> publisher : publishers) {
        publisher.get();
      }
      publishing.set(false);
      for (Future<?> check : checks) {
        check.get();
      }
    }
  }

  private void publishAtRandom(Random random) {
    for (int i = 0; i < 4_000; i++) {
      List<Topic> topics = someTopics(random);
      UserId user = random.nextInt(5) == 0 ? UserId.of(random.nextInt(2)) : null;
      Draft draft = draft(topics, "\"" + i + "\"", user, random.nextInt(10) == 0);
      if (!draft.ephemeral() && random.nextInt(4) == 0) {
        Appended held = hub.append(draft).join();
        if (random.nextInt(100) == 0) {
          held.withdraw();
          log.remove(draft.id());
        } else {
          var _ = held.release();
        }
      } else {
        var _ = hub.publish(draft);
      }
    }
  }

  /** Comes and is cut until the storm is over; then all that it has heard must be all there was. */
  private void visit(Random random, AtomicBoolean publishing) {
    List<Topic> topics = someTopics(random);
    UserId user = random.nextBoolean() ? UserId.of(random.nextInt(2)) : null;
    List<UUID> heard = new ArrayList<>();
    Cursor place = BEGIN;
    while (publishing.get()) {
      Visitor visitor = Visitor.cutAfter(user, 1 + random.nextInt(300));
      try (Subscription subscription = audience.connect(visitor)) {
        subscription.join(topics, place, visitor);
        await()
            .atMost(PATIENCE)
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(1))
            .until(() -> visitor.isCut() || !publishing.get());
      }
      place = keep(visitor, place, heard);
    }
    Visitor last = Visitor.reading(user);
    join(last, place, topics.toArray(Topic[]::new));
    List<UUID> expected = expected(topics, user);
    await().atMost(PATIENCE).until(() -> heard.size() + logged(last).size() >= expected.size());
    keep(last, place, heard);
    assertThat(heard).isEqualTo(expected);
  }

  private Cursor keep(Visitor visitor, Cursor place, List<UUID> heard) {
    heard.addAll(logged(visitor));
    Cursor now = visitor.cursor();
    return now == null ? place : now;
  }

  private List<UUID> logged(Visitor visitor) {
    return visitor.heard().stream().map(Message::id).filter(log::contains).toList();
  }

  private List<UUID> expected(List<Topic> topics, @Nullable UserId user) {
    Viewer viewer = user == null ? new Viewer.Anybody() : new Viewer.User(user);
    List<UUID> all = new ArrayList<>();
    Cursor after = BEGIN;
    while (true) {
      EventLog.Page page =
          log.read(new EventLog.Query(Set.copyOf(topics), viewer, after, log.head(), 1_000));
      if (page.messages().isEmpty()) {
        return all;
      }
      page.messages().forEach(m -> all.add(m.id()));
      after = page.next();
    }
  }

  private static List<Topic> someTopics(Random random) {
    List<Topic> some = TOPICS.stream().filter(t -> random.nextInt(3) == 0).toList();
    return some.isEmpty() ? List.of(TOPICS.get(random.nextInt(TOPICS.size()))) : some;
  }

  private Subscription join(Visitor visitor, @Nullable Cursor since, Topic... topics) {
    Subscription subscription = audience.connect(visitor);
    subscription.join(List.of(topics), since, visitor);
    return subscription;
  }

  /** Until its messages come from the delivery thread. */
  private void awaitLive(Visitor visitor) {
    await().until(() -> audience.replayCount() == 0 && visitor.started.isDone());
  }

  private Cursor publish(Topic topic, String data) {
    return publishTo(List.of(topic), data);
  }

  private Cursor publishTo(List<Topic> topics, String data) {
    return hub.publish(draft(topics, data, null, false)).join().message().cursor();
  }

  private void publishEphemeral(Topic topic, String data) {
    hub.publish(draft(List.of(topic), data, null, true)).join();
  }

  private static Draft draft(
      List<Topic> topics, String data, @Nullable UserId user, boolean ephemeral) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new Draft(
        new UUID(random.nextLong(), random.nextLong()),
        MessageType.MESSAGE,
        topics,
        data,
        Instant.now(),
        user,
        ephemeral);
  }

  private static List<String> numbered(int count) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(Integer.toString(i));
    }
    return names;
  }
}
