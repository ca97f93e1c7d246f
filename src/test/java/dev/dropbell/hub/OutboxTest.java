package dev.dropbell.hub;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.hub.Outbox.Offer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Order, bounds, what is dropped for what, who waits for whom, and who holds a reference when. */
class OutboxTest {

  private static final int LIMIT = 1_000;

  private final LongAdder dropped = new LongAdder();
  private final Outbox<Counted> outbox = new Outbox<>(LIMIT, dropped);
  private final List<Counted> made = new ArrayList<>();

  @AfterEach
  void everyReferenceIsGivenBack() {
    outbox.close();
    assertThat(made).allSatisfy(message -> assertThat(message.references).isEqualTo(1));
  }

  @Test
  void messages_comeOutInTheirOrder() {
    Counted first = message(10);
    Counted second = message(20);
    outbox.offer(first);
    outbox.offer(second);

    assertThat(List.of(taken(), taken())).containsExactly(first, second);
    assertThat(outbox.take()).isNull();
    assertThat(outbox.isEmpty()).isTrue();
    assertThat(outbox.outstandingBytes()).isZero();
  }

  @Test
  void offers_wakeOnceUntilItRests() {
    assertThat(outbox.offer(message(10))).isEqualTo(Offer.WAKE);
    assertThat(outbox.offer(message(10))).isEqualTo(Offer.QUEUED);
    outbox.rest();
    assertThat(outbox.offer(message(10))).isEqualTo(Offer.WAKE);
  }

  @Test
  void longQueue_isDrained_andServesAgain() {
    for (int i = 0; i < 200; i++) {
      assertThat(outbox.offer(message(1))).isNotEqualTo(Offer.OVERFLOW);
    }
    takeEverything();
    assertThat(outbox.isEmpty()).isTrue();
    assertThat(outbox.offer(message(LIMIT))).isEqualTo(Offer.QUEUED);
    assertThat(taken().sizeBytes()).isEqualTo(LIMIT);
  }

  @Test
  void aloneAnySize_fits() {
    assertThat(outbox.offer(message(10 * LIMIT))).isEqualTo(Offer.WAKE);
    assertThat(outbox.offer(message(1))).isEqualTo(Offer.OVERFLOW);
  }

  @Test
  void whatDoesNotFit_closesIt_andEverythingIsLost() {
    outbox.offer(message(600));
    outbox.offer(message(300));

    assertThat(outbox.offer(message(600))).isEqualTo(Offer.OVERFLOW);
    assertThat(outbox.offer(message(1))).isEqualTo(Offer.CLOSED);
    assertThat(outbox.take()).isNull();
    assertThat(outbox.close()).as("lost").isEqualTo(3);
  }

  @Test
  void progress_isDroppedWhenItDoesNotFit() {
    outbox.offer(message(600));

    assertThat(outbox.offer(progress(600))).isEqualTo(Offer.DROPPED);
    assertThat(dropped.sum()).isEqualTo(1);
    assertThat(outbox.offer(message(100))).isEqualTo(Offer.QUEUED);
  }

  @Test
  void progress_makesRoomForWhatMatters() {
    Counted first = message(300);
    Counted last = message(600);
    outbox.offer(first);
    outbox.offer(progress(300));
    outbox.offer(progress(300));

    assertThat(outbox.offer(last)).isEqualTo(Offer.QUEUED);

    assertThat(dropped.sum()).isEqualTo(2);
    assertThat(List.of(taken(), taken())).containsExactly(first, last);
    assertThat(outbox.take()).isNull();
  }

  @Test
  void forced_fitsAlways_andTakesNoRoomFromTheRest() {
    assertThat(outbox.force(message(LIMIT))).isEqualTo(Offer.WAKE);
    assertThat(outbox.force(message(LIMIT))).isEqualTo(Offer.QUEUED);
    assertThat(outbox.offer(message(LIMIT))).isEqualTo(Offer.QUEUED);
    taken();
    taken();

    assertThat(outbox.offer(message(1))).isEqualTo(Offer.OVERFLOW);
    assertThat(outbox.force(message(1))).isEqualTo(Offer.CLOSED);
  }

  @Test
  void whatWasTakenTogether_countsUntilItHasGone() {
    outbox.offer(message(600));
    outbox.force(message(LIMIT));
    outbox.takeAll().forEach(Counted::release);

    assertThat(outbox.offer(progress(600))).isEqualTo(Offer.DROPPED);
    outbox.gone(600 + LIMIT);
    assertThat(outbox.outstandingBytes()).isZero();
    outbox.offer(message(400));
    assertThat(outbox.offer(progress(600))).isEqualTo(Offer.QUEUED);
    assertThat(outbox.offer(progress(1))).isEqualTo(Offer.DROPPED);
  }

  @Test
  void finished_takesNothingIn_andGivesWhatWaits() {
    outbox.offer(message(10));
    outbox.finish();

    assertThat(outbox.offer(message(10))).isEqualTo(Offer.CLOSED);
    assertThat(outbox.force(message(10))).isEqualTo(Offer.CLOSED);
    assertThat(taken().sizeBytes()).isEqualTo(10);
  }

  @Test
  void awaitRoom_returnsWhenThreeQuartersAreFree() throws Exception {
    outbox.force(message(LIMIT / 2));
    outbox.force(message(LIMIT / 2));
    outbox.force(message(LIMIT / 4));
    CompletableFuture<Boolean> room = waitForRoom();

    taken();
    assertThat(room).isNotDone();
    taken();

    assertThat(room.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void awaitRoom_endsWhenNothingIsTakenInAnyMore() throws Exception {
    outbox.force(message(LIMIT));
    CompletableFuture<Boolean> room = waitForRoom();

    outbox.finish();

    assertThat(room.get(10, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void awaitRoom_endsWhenItCloses() throws Exception {
    outbox.force(message(LIMIT));
    CompletableFuture<Boolean> room = waitForRoom();

    outbox.close();

    assertThat(room.get(10, TimeUnit.SECONDS)).isFalse();
  }

  /** Returns when the other thread waits. */
  private CompletableFuture<Boolean> waitForRoom() {
    CompletableFuture<Boolean> room = new CompletableFuture<>();
    Thread waiter =
        Thread.ofPlatform()
            .start(() -> {
              try {
                room.complete(outbox.awaitRoom());
              } catch (InterruptedException e) {
                room.completeExceptionally(e);
              }
            });
    await().until(() -> waiter.getState() == Thread.State.WAITING);
    return room;
  }

  private Counted taken() {
    Counted message = requireNonNull(outbox.take());
    message.release();
    return message;
  }

  private void takeEverything() {
    while (!outbox.isEmpty()) {
      taken();
    }
  }

  private Counted message(int bytes) {
    return new Counted(bytes, false);
  }

  private Counted progress(int bytes) {
    return new Counted(bytes, true);
  }

  /** Bytes that are not there, and who holds them. */
  private final class Counted extends Encoded {

    private int references = 1;

    Counted(int sizeBytes, boolean droppable) {
      super(sizeBytes, droppable);
      made.add(this);
    }

    @Override
    public void retain() {
      references++;
    }

    @Override
    public void release() {
      references--;
    }
  }
}
