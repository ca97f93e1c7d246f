package dev.dropbell.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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

  /** A message for everybody in one topic. */
  protected static Draft draft() {
    return Draft.of(
        UUID.randomUUID(),
        MessageType.MESSAGE,
        List.of(Topic.parse("cats")),
        "\"are awesome\"",
        Instant.now());
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
