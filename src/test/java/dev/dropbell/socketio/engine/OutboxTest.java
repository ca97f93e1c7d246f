package dev.dropbell.socketio.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.socketio.engine.Outbox.Offer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bounds, what is dropped for what, and who holds a reference when. */
class OutboxTest {

  private static final int LIMIT = 1_000;

  private final LongAdder dropped = new LongAdder();
  private final Outbox outbox = new Outbox(LIMIT, dropped);
  private final List<Outgoing> made = new ArrayList<>();

  @AfterEach
  void everyReferenceIsGone() {
    outbox.close();
    assertThat(made).allSatisfy(packet -> assertThat(packet.refCnt()).isEqualTo(1));
    made.forEach(Outgoing::release);
  }

  @Test
  void offers_wakeOnceUntilItRests() {
    assertThat(outbox.offer(packet(10))).isEqualTo(Offer.WAKE);
    assertThat(outbox.offer(packet(10))).isEqualTo(Offer.QUEUED);
    outbox.rest();
    assertThat(outbox.offer(packet(10))).isEqualTo(Offer.WAKE);
  }

  @Test
  void packets_comeOutInTheirOrder() {
    Outgoing first = packet(10);
    Outgoing second = packet(10);
    outbox.offer(first);
    outbox.offer(second);

    assertThat(List.of(taken(), taken())).containsExactly(first, second);
    assertThat(outbox.take()).isNull();
    assertThat(outbox.isEmpty()).isTrue();
    assertThat(outbox.outstandingBytes()).isZero();
  }

  @Test
  void whatDoesNotFit_closesIt() {
    outbox.offer(packet(600));

    assertThat(outbox.offer(packet(600))).isEqualTo(Offer.OVERFLOW);
    assertThat(outbox.offer(packet(1))).isEqualTo(Offer.CLOSED);
    assertThat(outbox.take()).isNull();
  }

  @Test
  void droppable_isDroppedWhenItDoesNotFit() {
    outbox.offer(packet(600));

    assertThat(outbox.offer(progress(600))).isEqualTo(Offer.DROPPED);
    assertThat(outbox.offer(packet(100))).isEqualTo(Offer.QUEUED);
  }

  @Test
  void droppable_makesRoomForWhatMatters() {
    Outgoing first = packet(300);
    Outgoing last = packet(600);
    outbox.offer(first);
    outbox.offer(progress(300));
    outbox.offer(progress(300));

    assertThat(outbox.offer(last)).isEqualTo(Offer.QUEUED);

    assertThat(List.of(taken(), taken())).containsExactly(first, last);
    assertThat(outbox.take()).isNull();
  }

  @Test
  void aloneAnySize_fits() {
    assertThat(outbox.offer(packet(10 * LIMIT))).isEqualTo(Offer.WAKE);
    assertThat(outbox.offer(packet(1))).isEqualTo(Offer.OVERFLOW);
  }

  @Test
  void whatWasTakenTogether_countsUntilItHasGone() {
    outbox.offer(packet(600));
    outbox.takeAll().forEach(Outgoing::release);
    long outstanding = outbox.outstandingBytes();

    assertThat(outbox.offer(progress(600))).isEqualTo(Offer.DROPPED);
    outbox.gone(outstanding);
    assertThat(outbox.offer(progress(600))).isNotEqualTo(Offer.DROPPED);
  }

  @Test
  void forced_fitsAlwaysAndTakesNoRoomFromTheRest() {
    assertThat(outbox.force(packet(LIMIT))).isEqualTo(Offer.WAKE);
    assertThat(outbox.force(packet(LIMIT))).isEqualTo(Offer.QUEUED);
    assertThat(outbox.offer(packet(LIMIT - 100))).isEqualTo(Offer.QUEUED);

    assertThat(outbox.offer(packet(LIMIT))).isEqualTo(Offer.OVERFLOW);
    assertThat(outbox.force(packet(1))).isEqualTo(Offer.CLOSED);
  }

  @Test
  void awaitRoom_returnsWhenThreeQuartersAreFree() throws Exception {
    outbox.force(packet(LIMIT / 2));
    outbox.force(packet(LIMIT / 2));
    outbox.force(packet(LIMIT / 5 - 1));
    CompletableFuture<Boolean> room = waitForRoom();

    taken();
    assertThat(room).isNotDone();
    taken();

    assertThat(room.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void awaitRoom_endsWhenItCloses() throws Exception {
    outbox.force(packet(LIMIT));
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

  private Outgoing taken() {
    Outgoing packet = requireNonNull(outbox.take());
    packet.release();
    return packet;
  }

  private Outgoing packet(int length) {
    return made(Outgoing.message("x".repeat(length)));
  }

  private Outgoing progress(int length) {
    return made(Outgoing.droppable("x".repeat(length)));
  }

  private Outgoing made(Outgoing packet) {
    made.add(packet);
    return packet;
  }
}
