package dev.dropbell.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dropbell.hub.EventLog.Page;
import dev.dropbell.hub.EventLog.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link EventLog} does, whatever it keeps its messages in. */
@Timeout(60)
public abstract class EventLogContract {

  /** The log under test. */
  protected EventLog log;

  /** Opens the log; what earlier logs of this test have kept is in it. */
  protected abstract EventLog open();

  /** Opens the log so that retention leaves this many of the newest messages. */
  protected abstract EventLog openKeeping(long count);

  /** Closes it in order. */
  protected abstract void close(EventLog opened);

  /** Has every append fail from now on. */
  protected abstract void breakStorage();

  /** Has appends succeed again. */
  protected abstract void mendStorage();

  @BeforeEach
  void openLog() {
    log = open();
  }

  @AfterEach
  void closeLog() {
    close(log);
  }

  @Test
  void head_ofNewLog_isPositionZero() {
    assertThat(log.head().position()).isZero();
    assertThat(log.head().epoch()).matches("[0-9a-z]+");
  }

  @Test
  void append_givesTheNextPositionsOfOneEpoch() {
    String epoch = log.head().epoch();

    assertThat(append(draft())).isEqualTo(new Cursor(epoch, 1));
    assertThat(append(draft())).isEqualTo(new Cursor(epoch, 2));
    assertThat(log.head()).isEqualTo(new Cursor(epoch, 2));
  }

  @Test
  void keyed_knowsWhatWasLoggedWithAKey_alsoAfterReopening() {
    Instant now = Instant.now();
    append(draft());
    Draft first = keyed("k1", "a", now.minusSeconds(200));
    Draft replaced = keyed("k2", "b", now.minusSeconds(100));
    Draft second = keyed("k2", "c", now);
    append(first);
    append(replaced);
    Cursor place = append(second);
    close(log);
    log = open();

    assertThat(log.keyed(now.minusSeconds(200)))
        .extracting(EventLog.Keyed::id)
        .containsExactly(first.id(), second.id());
    assertThat(log.keyed(now))
        .containsExactly(
            new EventLog.Keyed(new IdempotencyKey("k2", "c"), second.id(), place, now));
  }

  private static Draft keyed(String key, String fingerprint, Instant at) {
    return new Draft(
        UUID.randomUUID(),
        MessageType.MESSAGE,
        List.of(Topic.parse("cats")),
        "1",
        at,
        null,
        false,
        new IdempotencyKey(key, fingerprint),
        null);
  }

  @Test
  void append_fromManyThreads_completesEachOnceInOrder() {
    int threads = 16;
    int each = 250;
    Queue<Cursor> completed = new ConcurrentLinkedQueue<>();
    try (ExecutorService publishers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int thread = 0; thread < threads; thread++) {
        publishers.execute(() -> {
          for (int i = 0; i < each; i++) {
            appendAsync(draft(), completed::add).join();
          }
        });
      }
    }

    assertThat(completed).hasSize(threads * each);
    assertThat(completed.stream().map(Cursor::position).toList())
        .isSorted()
        .doesNotHaveDuplicates()
        .last()
        .isEqualTo(log.head().position());
  }

  @Test
  void append_whileACompletionIsHeldUp_returnsAtOnce() {
    CountDownLatch held = new CountDownLatch(1);
    CompletableFuture<Cursor> first = appendAsync(draft(), _ -> awaitQuietly(held));

    CompletableFuture<Cursor> second = appendAsync(draft(), _ -> {});
    assertThat(second).isNotDone();

    held.countDown();
    assertThat(second.join().position()).isEqualTo(first.join().position() + 1);
  }

  @Test
  void append_ofAnIdThatIsThere_failsAloneAndTakesNoPlace() {
    Draft draft = draft();
    append(draft);

    List<CompletableFuture<Cursor>> crowd = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      crowd.add(appendAsync(draft(), _ -> {}));
    }
    assertThatThrownBy(() -> append(draft)).hasMessageContaining("in the log already");
    CompletableFuture.allOf(crowd.toArray(CompletableFuture<?>[]::new)).join();
    assertThat(log.head().position()).isEqualTo(21);
  }

  @Test
  void append_withACompletionThatThrows_disturbsNobody() {
    var _ =
        appendAsync(
            draft(),
            _ -> {
              throw new IllegalStateException("thrown on purpose");
            });

    assertThat(append(draft()).position()).isEqualTo(2);
  }

  @Test
  void append_afterClose_fails() {
    close(log);

    assertThatThrownBy(() -> append(draft())).hasMessageContaining("closed");

    log = open();
  }

  @Test
  void close_writesWhatWaits() {
    List<CompletableFuture<Cursor>> waiting = new ArrayList<>();
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      Draft draft = draft();
      drafts.add(draft);
      waiting.add(appendAsync(draft, _ -> {}));
    }

    close(log);

    assertThat(waiting).allMatch(w -> w.isDone() && !w.isCompletedExceptionally());
    log = open();
    assertThat(drafts).allMatch(d -> log.contains(d.id()));
  }

  @Test
  void contains_tellsWhatIsThere() {
    Draft draft = draft();

    assertThat(log.contains(draft.id())).isFalse();
    append(draft);
    assertThat(log.contains(draft.id())).isTrue();
    assertThat(log.contains(UUID.randomUUID())).isFalse();
  }

  @Test
  void dataOf_tellsWhatTheDraftHad() {
    Draft upload =
        Draft.of(
            UUID.randomUUID(),
            MessageType.FILE_UPLOADED,
            Topic.ofUploadsTo("/"),
            "{\"filename\":\"a.jpg\"}",
            Instant.now());
    append(upload);

    assertThat(log.dataOf(upload.id())).as("without the cursor").contains(upload.data());
    assertThat(log.dataOf(UUID.randomUUID())).isEmpty();
  }

  @Test
  void remove_takesTheMessageAndLeavesTheOthers() {
    Draft kept = draft();
    Draft removed = draft();
    append(kept);
    append(removed);

    assertThat(log.remove(removed.id())).isTrue();

    assertThat(log.contains(removed.id())).isFalse();
    assertThat(log.contains(kept.id())).isTrue();
    assertThat(log.remove(removed.id())).isFalse();
  }

  @Test
  void remove_ofTheNewest_doesNotFreeItsPosition() {
    append(draft());
    Draft newest = draft();
    append(newest);
    log.remove(newest.id());

    reopen();

    assertThat(append(draft()).position()).isEqualTo(3);
  }

  @Test
  void remove_fromACompletion_isRefused() {
    Draft draft = draft();

    assertThatThrownBy(() -> appendAsync(draft, _ -> log.remove(draft.id())).join())
        .hasRootCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void reopened_keepsMessagesEpochAndHead() {
    Draft draft = draft();
    append(draft);
    Cursor head = append(draft());

    reopen();

    assertThat(log.head()).isEqualTo(head);
    assertThat(log.contains(draft.id())).isTrue();
    assertThat(append(draft())).isEqualTo(new Cursor(head.epoch(), head.position() + 1));
  }

  @Test
  void brokenStorage_failsItsAppendsAndNoOthers() {
    Draft before = draft();
    append(before);
    breakStorage();
    List<Draft> lost = List.of(draft(), draft(), draft());

    for (Draft draft : lost) {
      assertThatThrownBy(() -> append(draft))
          .isInstanceOf(EventLogException.class)
          .hasMessageContaining("could not be written");
    }

    mendStorage();
    Draft after = draft();
    Cursor cursor = append(after);
    assertThat(cursor).isEqualTo(log.head());
    assertThat(cursor.position()).isGreaterThan(1);
    assertThat(log.contains(before.id())).isTrue();
    assertThat(log.contains(after.id())).isTrue();
    assertThat(lost).noneMatch(d -> log.contains(d.id()));
  }

  @Test
  void read_returnsMessagesAsTheyWerePublished() {
    Draft upload =
        Draft.of(
            UUID.randomUUID(),
            MessageType.FILE_UPLOADED,
            Topic.ofUploadsTo("/cams/front"),
            "{\"filename\":\"caf\u00e9 \uD83D\uDD14.jpg\"}",
            Instant.parse("2026-03-01T12:00:00.123456789Z"));
    Draft addressed = draftTo(UserId.of(7), "cats");
    Draft traced =
        new Draft(
            UUID.randomUUID(),
            MessageType.MESSAGE,
            List.of(Topic.parse("cats")),
            "1",
            Instant.now(),
            null,
            false,
            new IdempotencyKey("traced", "a"),
            TraceParent.parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));

    Message first = Message.of(upload, append(upload));
    Message second = Message.of(addressed, append(addressed));
    Message third = Message.of(traced, append(traced));

    Page page = read(null, new Viewer.Operator(), null, 10);
    assertThat(page.messages()).containsExactly(first, second, third);
    assertThat(page.messages().getFirst().data()).contains("\"cursor\":\"" + first.cursor());
    assertThat(page.messages().get(1).userId()).matches(UserId::isNumber);
    assertThat(page.messages())
        .extracting(Message::traceParent)
        .containsExactly(null, null, traced.traceParent());
    assertThat(page.recovered()).isTrue();
  }

  @Test
  void read_byTopic_returnsEachMessageOfThemOnce() {
    Cursor front = append(draft("uploads/cams/front", "uploads/cams", "uploads"));
    Cursor back = append(draft("uploads/cams/back", "uploads/cams", "uploads"));
    Cursor cats = append(draft("cats"));

    assertThat(cursors(topics("uploads"))).containsExactly(front, back);
    assertThat(cursors(topics("uploads/cams/front"))).containsExactly(front);
    assertThat(cursors(topics("uploads/cams/front", "uploads", "cats")))
        .containsExactly(front, back, cats);
    assertThat(cursors(topics("dogs"))).isEmpty();
    assertThat(cursors(Set.of())).isEmpty();
  }

  @Test
  void read_afterACursor_returnsWhatCameSince() {
    append(draft("cats"));
    Cursor seen = append(draft("cats"));
    append(draft("dogs"));
    Cursor missed = append(draft("cats"));

    Page page = read(topics("cats"), new Viewer.Anybody(), seen, 10);

    assertThat(page.messages()).extracting(Message::cursor).containsExactly(missed);
    assertThat(page.recovered()).isTrue();
  }

  @Test
  void read_untilACursor_returnsNothingBehindIt() {
    Cursor delivered = append(draft("cats"));
    append(draft("cats"));

    Page page = log.read(new Query(topics("cats"), new Viewer.Anybody(), null, delivered, 10));

    assertThat(page.messages()).extracting(Message::cursor).containsExactly(delivered);
    assertThat(page.next()).isEqualTo(delivered);
  }

  @Test
  void read_pageAfterPage_returnsAllOnceInOrderAndThenNothing() {
    List<Cursor> appended = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      appended.add(
          append(i % 3 == 0 ? draft("cats", "dogs") : draft(i % 3 == 1 ? "cats" : "dogs")));
    }
    append(draft("birds"));

    List<Cursor> read = new ArrayList<>();
    Page page = read(topics("cats", "dogs"), new Viewer.Anybody(), null, 7);
    while (!page.messages().isEmpty()) {
      assertThat(page.recovered()).isTrue();
      page.messages().forEach(m -> read.add(m.cursor()));
      page = read(topics("cats", "dogs"), new Viewer.Anybody(), page.next(), 7);
    }

    assertThat(read).isEqualTo(appended);
    assertThat(page.next()).as("past the message of another topic").isEqualTo(log.head());
  }

  @Test
  void read_whileOthersAppend_missesAndRepeatsNothing() {
    int messages = 2_000;
    List<Cursor> read = new ArrayList<>();
    try (ExecutorService publisher = Executors.newVirtualThreadPerTaskExecutor()) {
      publisher.execute(() -> {
        for (int i = 0; i < messages; i++) {
          append(draft("cats"));
        }
      });
      Cursor place = log.head();
      while (read.size() < messages) {
        Page page = read(topics("cats"), new Viewer.Anybody(), place, 100);
        assertThat(page.recovered()).isTrue();
        page.messages().forEach(m -> read.add(m.cursor()));
        place = page.next();
      }
    }

    assertThat(read.stream().map(Cursor::position).toList())
        .isEqualTo(LongStream.rangeClosed(1, messages).boxed().toList());
  }

  @Test
  void read_showsAddressedMessagesToTheirUserAndTheOperator() {
    Cursor all = append(draft("cats"));
    Cursor one = append(draftTo(UserId.of(1), "cats"));
    Cursor two = append(draftTo(UserId.of("two"), "cats"));

    assertThat(cursorsFor(new Viewer.Anybody())).containsExactly(all);
    assertThat(cursorsFor(new Viewer.User(UserId.of("1")))).containsExactly(all, one);
    assertThat(cursorsFor(new Viewer.User(UserId.of("two")))).containsExactly(all, two);
    assertThat(cursorsFor(new Viewer.Operator())).containsExactly(all, one, two);
  }

  @Test
  void read_leavesOutWhatWasRemoved() {
    append(draft("cats"));
    Draft withdrawn = draft("cats");
    Cursor place = append(withdrawn);
    Cursor kept = append(draft("cats"));
    log.remove(withdrawn.id());

    assertThat(cursors(topics("cats"))).hasSize(2).last().isEqualTo(kept);
    Page page = read(topics("cats"), new Viewer.Anybody(), place, 10);
    assertThat(page.recovered()).as("nothing is missing").isTrue();
    assertThat(page.messages()).extracting(Message::cursor).containsExactly(kept);
  }

  @Test
  void read_afterACursorOfAnotherEpoch_startsFromTheOldestAndSaysSo() {
    Cursor oldest = append(draft("cats"));

    assertNotRecovered(new Cursor("another", 1), oldest);
  }

  @Test
  void read_afterACursorAheadOfTheLog_startsFromTheOldestAndSaysSo() {
    Cursor oldest = append(draft("cats"));

    assertNotRecovered(new Cursor(oldest.epoch(), oldest.position() + 1), oldest);
  }

  @Test
  void read_afterTheHead_isRecoveredAndEmpty() {
    Cursor head = append(draft("cats"));

    assertThat(read(topics("cats"), new Viewer.Anybody(), head, 10))
        .isEqualTo(new Page(List.of(), head, true));
  }

  @Test
  void read_aheadOfUntil_staysWhereItIs() {
    Cursor delivered = append(draft("cats"));
    Cursor seen = append(draft("cats"));

    assertThat(log.read(new Query(null, new Viewer.Anybody(), seen, delivered, 10)))
        .isEqualTo(new Page(List.of(), seen, true));
  }

  @Test
  void retention_keepsTheNewestAndTellsWhoMissedSomething() {
    close(log);
    log = openKeeping(100);
    List<Cursor> appended = new ArrayList<>();
    for (int i = 0; i < 350; i++) {
      appended.add(append(draft("cats")));
    }
    Cursor lastTrimmed = appended.get(249);
    List<Cursor> kept = appended.subList(250, 350);

    await().untilAsserted(() -> assertThat(cursors(null)).isEqualTo(kept));

    assertNotRecovered(appended.get(248), kept.getFirst());
    assertThat(read(null, new Viewer.Anybody(), lastTrimmed, 1_000).recovered()).isTrue();
    assertThat(cursors(topics("cats"))).isEqualTo(kept);
    reopen();
    assertNotRecovered(appended.get(248), kept.getFirst());
    assertThat(append(draft("cats")).position()).isEqualTo(351);
  }

  @Test
  void query_ofNoOrTooManyMessages_isRefused() {
    assertThatThrownBy(() -> read(null, new Viewer.Anybody(), null, 0))
        .hasMessageContaining("1000");
    assertThatThrownBy(() -> read(null, new Viewer.Anybody(), null, 1_001))
        .hasMessageContaining("1000");
  }

  private void assertNotRecovered(Cursor after, Cursor oldest) {
    Page page = read(topics("cats"), new Viewer.Anybody(), after, 10);
    assertThat(page.recovered()).isFalse();
    assertThat(page.messages().getFirst().cursor()).isEqualTo(oldest);
  }

  private List<Cursor> cursors(@Nullable Set<Topic> topics) {
    return read(topics, new Viewer.Anybody(), null, 1_000).messages().stream()
        .map(Message::cursor)
        .toList();
  }

  private List<Cursor> cursorsFor(Viewer viewer) {
    List<Cursor> byTopic =
        read(topics("cats"), viewer, null, 10).messages().stream().map(Message::cursor).toList();
    assertThat(read(null, viewer, null, 10).messages())
        .extracting(Message::cursor)
        .isEqualTo(byTopic);
    return byTopic;
  }

  /** Reads up to the head. */
  protected final Page read(
      @Nullable Set<Topic> topics, Viewer viewer, @Nullable Cursor after, int limit) {
    return log.read(new Query(topics, viewer, after, log.head(), limit));
  }

  private static Set<Topic> topics(String... names) {
    return Set.copyOf(Topic.parseAll(List.of(names)));
  }

  /** A message for everybody in these topics. */
  protected static Draft draft(String... topics) {
    return Draft.of(
        UUID.randomUUID(),
        MessageType.MESSAGE,
        Topic.parseAll(List.of(topics)),
        "\"are awesome\"",
        Instant.now());
  }

  private static Draft draftTo(UserId user, String topic) {
    return new Draft(
        UUID.randomUUID(),
        MessageType.MESSAGE,
        List.of(Topic.parse(topic)),
        "1",
        Instant.now(),
        user,
        false);
  }

  /** A message for everybody in one topic. */
  protected static Draft draft() {
    return draft("cats");
  }

  /** Appends and waits. */
  protected final Cursor append(Draft draft) {
    try {
      return appendAsync(draft, _ -> {}).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof EventLogException cause ? cause : e;
    }
  }

  /** Closes the log and opens it again. */
  protected final void reopen() {
    close(log);
    log = open();
  }

  private CompletableFuture<Cursor> appendAsync(Draft draft, OnAppended onAppended) {
    CompletableFuture<Cursor> result = new CompletableFuture<>();
    log.append(
        draft,
        new EventLog.Completion() {
          @Override
          public void appended(Cursor cursor) {
            try {
              onAppended.accept(cursor);
            } catch (RuntimeException e) {
              result.completeExceptionally(e);
              throw e;
            }
            result.complete(cursor);
          }

          @Override
          public void failed(EventLogException cause) {
            result.completeExceptionally(cause);
          }
        });
    return result;
  }

  /** What else a test does on the log's thread. */
  private interface OnAppended {
    void accept(Cursor cursor);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
