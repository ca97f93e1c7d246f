package dev.dropbell.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One order for all, each message once, and nobody waits for another's fault. */
class HubTest {

  private static final Topic CATS = Topic.parse("cats");
  private static final Topic DOGS = Topic.parse("dogs");

  private final Hub hub = new Hub(new CountingEventLog());
  private final RecordingTransport transport = new RecordingTransport();
  private final Audience<Listener> audience = hub.open(transport);

  private record Listener(@Nullable UserId userId, List<Message> heard) implements Subscriber {

    static Listener of(@Nullable UserId user) {
      return new Listener(user, new CopyOnWriteArrayList<>());
    }

    List<String> texts() {
      return heard.stream().map(Message::data).toList();
    }

    /** Connections are compared by identity. */
    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /** Hands each message to its subscribers there and then. */
  private static final class RecordingTransport implements Transport<Listener> {

    @Override
    public String name() {
      return "recording";
    }

    @Override
    public int deliver(Message message, Collection<Listener> subscribers) {
      int count = 0;
      for (Listener subscriber : subscribers) {
        subscriber.heard().add(message);
        count++;
      }
      return count;
    }
  }

  @AfterEach
  void close() {
    hub.close();
  }

  @Test
  void publish_reachesTheMembersOfAnyOfItsTopicsOnce() {
    Listener both = joined(CATS, DOGS);
    Listener cats = joined(CATS);
    Listener none = joined();

    Publication publication =
        hub.publish(Draft.of(id(), MessageType.MESSAGE, List.of(CATS, DOGS), "1", Instant.now()))
            .join();

    assertThat(publication.delivered()).isEqualTo(2);
    assertThat(both.texts()).containsExactly("1");
    assertThat(cats.texts()).containsExactly("1");
    assertThat(none.texts()).isEmpty();
  }

  @Test
  void manyPublishers_areHeardInOneOrderByAll() throws Exception {
    Listener first = joined(CATS);
    Listener second = joined(CATS, DOGS);
    int publishers = 4;
    int each = 500;
    try (ExecutorService threads = Executors.newFixedThreadPool(publishers)) {
      for (int p = 0; p < publishers; p++) {
        String name = Integer.toString(p);
        threads.execute(() -> publishMany(name, each));
      }
    }
    await().until(() -> second.heard().size() == publishers * each);

    assertThat(first.texts()).isEqualTo(second.texts());
    assertThat(first.heard())
        .extracting(m -> m.cursor().position())
        .isSorted()
        .doesNotHaveDuplicates();
    for (int p = 0; p < publishers; p++) {
      String of = p + ":";
      assertThat(first.texts().stream().filter(t -> t.startsWith(of)).toList())
          .isEqualTo(numbered(of, each));
    }
  }

  @Test
  void joiningAndLeavingMeanwhile_losesNothingForThoseWhoStay() throws Exception {
    Listener stays = joined(CATS);
    int rounds = 2000;
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Future<?>> work = new ArrayList<>();
      work.add(threads.submit(() -> publishMany("", rounds)));
      for (int i = 0; i < 2; i++) {
        work.add(threads.submit(() -> comeAndGo(rounds)));
      }
      for (Future<?> one : work) {
        one.get();
      }
    }
    await().until(() -> stays.heard().size() == rounds);

    assertThat(stays.texts()).isEqualTo(numbered(":", rounds));
    assertThat(audience.size()).isEqualTo(1);
    assertThat(audience.topicCount()).isEqualTo(1);
  }

  @Test
  void transportThatThrows_harmsNoOther() {
    Transport<Listener> broken =
        new Transport<>() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public int deliver(Message message, Collection<Listener> subscribers) {
            throw new IllegalStateException("broken on purpose");
          }
        };
    try (Hub other = new Hub(new CountingEventLog())) {
      other.open(broken).connect(Listener.of(null)).join(List.of(CATS));
      Listener well = Listener.of(null);
      other.open(transport).connect(well).join(List.of(CATS));

      assertThat(other.publish(message(CATS, "1")).join().delivered()).isEqualTo(1);
      assertThat(other.publish(message(CATS, "2")).join().delivered()).isEqualTo(1);
      assertThat(well.texts()).containsExactly("1", "2");
    }
  }

  @Test
  void heldMessage_holdsBackWhatIsBehindItUntilItIsReleased() {
    Listener listener = joined(CATS, DOGS);
    Appended held = hub.append(message(CATS, "1")).join();
    CompletableFuture<Publication> behind = hub.publish(message(DOGS, "2"));
    CompletableFuture<Publication> ephemeral = hub.publish(ephemeral(DOGS, "3"));

    assertThat(behind).isNotDone();
    assertThat(ephemeral).isNotDone();
    assertThat(listener.texts()).isEmpty();
    assertThat(hub.head().position()).isZero();

    assertThat(held.release().join().delivered()).isEqualTo(1);
    ephemeral.join();
    assertThat(listener.texts()).containsExactly("1", "2", "3");
    assertThat(listener.heard())
        .extracting(m -> m.cursor().position())
        .as("an ephemeral message carries the place of the one before it")
        .containsExactly(1L, 2L, 2L);
  }

  /** A client that has read 226 and asks for the log at once must find its upload there. */
  @Test
  void awaitedHead_isBehindEverythingThatWasReleasedBefore() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    hub.between(() -> {
      try {
        busy.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    Appended appended = hub.append(message(CATS, "1")).join();
    var _ = appended.release();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Cursor> head = threads.submit(hub::awaitHead);
      assertThat(hub.head().position()).isLessThan(appended.message().cursor().position());
      busy.countDown();
      assertThat(head.get()).isEqualTo(appended.message().cursor());
    }
  }

  @Test
  void withdrawnMessage_letsTheOthersGo() {
    Listener listener = joined(CATS);
    Appended held = hub.append(message(CATS, "1")).join();
    CompletableFuture<Publication> behind = hub.publish(message(CATS, "2"));

    held.withdraw();

    behind.join();
    var _ = held.release();
    hub.publish(message(CATS, "3")).join();
    assertThat(listener.texts()).containsExactly("2", "3");
    assertThat(hub.head().position()).isEqualTo(3);
  }

  @Test
  void messageToAUser_reachesOnlyThatUsersClientsInTheTopic() {
    Listener number = joinedAs(UserId.of(1), CATS);
    Listener text = joinedAs(UserId.of("1"), CATS);
    Listener elsewhere = joinedAs(UserId.of(1), DOGS);
    Listener other = joinedAs(UserId.of(2), CATS);
    Listener nobody = joined(CATS);

    int delivered =
        hub.publish(
                new Draft(
                    id(),
                    MessageType.MESSAGE,
                    List.of(CATS),
                    "1",
                    Instant.now(),
                    UserId.of("1"),
                    false))
            .join()
            .delivered();

    assertThat(delivered).isEqualTo(2);
    assertThat(number.texts()).containsExactly("1");
    assertThat(text.texts()).containsExactly("1");
    assertThat(List.of(elsewhere, other, nobody)).allMatch(l -> l.heard().isEmpty());
  }

  @Test
  void announcement_reachesEverybodyWhoIsConnected() {
    Listener joined = joined(CATS);
    Listener none = Listener.of(null);
    Subscription subscription = audience.connect(none);

    hub.publish(Draft.of(id(), MessageType.ANNOUNCEMENT, List.of(DOGS), "1", Instant.now())).join();
    subscription.close();
    hub.publish(Draft.of(id(), MessageType.ANNOUNCEMENT, List.of(DOGS), "2", Instant.now())).join();

    assertThat(joined.texts()).containsExactly("1", "2");
    assertThat(none.texts()).containsExactly("1");
  }

  @Test
  void messageThatCannotBeLogged_reachesNobody() {
    EventLog broken =
        new CountingEventLog() {
          @Override
          public synchronized void append(Draft draft, Completion completion) {
            completion.failed(new EventLogException("full", new IOException("disk")));
          }
        };
    try (Hub other = new Hub(broken)) {
      Listener listener = Listener.of(null);
      other.open(transport).connect(listener).join(List.of(CATS));

      assertThatThrownBy(() -> other.publish(message(CATS, "1")).get())
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseMessage("disk");
      assertThat(other.publish(ephemeral(CATS, "2")).join().delivered()).isEqualTo(1);
      assertThat(listener.texts()).containsExactly("2");
    }
  }

  @Test
  void fileUploaded_namesItsOwnCursor() {
    Listener listener = joined(CATS);

    hub.publish(
            Draft.of(id(), MessageType.FILE_UPLOADED, List.of(CATS), "{\"a\":1}", Instant.now()))
        .join();

    assertThat(listener.texts()).containsExactly("{\"cursor\":\"" + hub.head() + "\",\"a\":1}");
  }

  @Test
  void closedSubscription_hearsAndJoinsNothing() {
    Listener listener = Listener.of(null);
    Subscription subscription = audience.connect(listener);
    subscription.join(List.of(CATS));
    subscription.close();
    subscription.join(List.of(DOGS));

    hub.publish(message(CATS, "1")).join();
    hub.publish(message(DOGS, "2")).join();

    assertThat(listener.texts()).isEmpty();
    assertThat(audience.topicCount()).isZero();
  }

  @Test
  void subscription_holdsAtMostItsLimitAndChangesNothingBeyond() {
    Subscription subscription = audience.connect(Listener.of(null));
    List<Topic> limit = numbered("t", Topic.MAX_PER_SUBSCRIBER).stream().map(Topic::parse).toList();
    subscription.join(limit);
    subscription.join(limit);

    assertThatThrownBy(() -> subscription.join(List.of(CATS)))
        .isInstanceOf(InvalidTopicException.class)
        .hasMessageContaining("at most 100");
    assertThat(subscription.topics()).isEqualTo(limit);

    subscription.replace(List.of(CATS));
    assertThat(subscription.topics()).containsExactly(CATS);
    assertThat(audience.topicCount()).isEqualTo(1);
  }

  private void publishMany(String name, int count) {
    for (int i = 0; i < count; i++) {
      var _ = hub.publish(message(CATS, name + ":" + i));
    }
  }

  private void comeAndGo(int rounds) {
    for (int i = 0; i < rounds; i++) {
      try (Subscription passing = audience.connect(Listener.of(null))) {
        passing.join(List.of(CATS, DOGS));
        passing.leave(List.of(CATS));
        passing.replace(List.of(CATS));
      }
    }
  }

  private static List<String> numbered(String prefix, int count) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(prefix + i);
    }
    return names;
  }

  private Listener joined(Topic... topics) {
    return joinedAs(null, topics);
  }

  private Listener joinedAs(@Nullable UserId user, Topic... topics) {
    Listener listener = Listener.of(user);
    audience.connect(listener).join(List.of(topics));
    return listener;
  }

  private static Draft message(Topic topic, String data) {
    return Draft.of(id(), MessageType.MESSAGE, List.of(topic), data, Instant.now());
  }

  private static Draft ephemeral(Topic topic, String data) {
    return new Draft(id(), MessageType.MESSAGE, List.of(topic), data, Instant.now(), null, true);
  }

  private static UUID id() {
    return UUID.randomUUID();
  }
}
