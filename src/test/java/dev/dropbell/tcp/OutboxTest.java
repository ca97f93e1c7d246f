package dev.dropbell.tcp;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.tcp.Outbox.Offer;
import dev.dropbell.tcp.Outgoing.Kind;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What waits for one client: bounded, in order, and every reference given back. */
class OutboxTest {

  private final LongAdder dropped = new LongAdder();
  private final Outbox outbox = new Outbox(100, dropped);
  private final List<Outgoing> made = new ArrayList<>();

  private Outgoing frame(int bytes, Kind kind) {
    Outgoing frame = new Outgoing(Unpooled.buffer(bytes).writeZero(bytes), kind);
    made.add(frame);
    return frame;
  }

  private Outgoing message(int bytes) {
    return frame(bytes, Kind.MESSAGE);
  }

  @AfterEach
  void references_areGivenBack() {
    outbox.close();
    for (Outgoing frame : made) {
      assertThat(frame.frame().refCnt()).isEqualTo(1);
    }
  }

  private void takeAll() {
    for (Outgoing next = outbox.take(); next != null; next = outbox.take()) {
      next.release();
    }
  }

  @Test
  void frames_comeOutInOrder_andWakeOnce() {
    Outgoing first = message(10);
    Outgoing second = message(20);
    assertThat(outbox.offer(first)).isEqualTo(Offer.WAKE);
    assertThat(outbox.offer(second)).isEqualTo(Offer.QUEUED);
    outbox.rest();
    assertThat(requireNonNull(outbox.take())).isSameAs(first);
    assertThat(requireNonNull(outbox.take())).isSameAs(second);
    assertThat(outbox.take()).isNull();
    assertThat(outbox.offer(first)).isEqualTo(Offer.WAKE);
    first.release();
    second.release();
  }

  @Test
  void progress_isDroppedFirst_thenTheOutboxOverflows() {
    assertThat(outbox.offer(message(50))).isEqualTo(Offer.WAKE);
    assertThat(outbox.offer(frame(40, Kind.DROPPABLE))).isEqualTo(Offer.QUEUED);
    assertThat(outbox.offer(frame(40, Kind.DROPPABLE))).isEqualTo(Offer.DROPPED);
    assertThat(outbox.offer(message(50))).isEqualTo(Offer.QUEUED);
    assertThat(dropped.sum()).isEqualTo(2);
    assertThat(outbox.offer(message(1))).isEqualTo(Offer.OVERFLOW);
    assertThat(outbox.offer(message(1))).isEqualTo(Offer.CLOSED);
    assertThat(outbox.close()).as("lost").isEqualTo(3);
  }

  @Test
  void singleFrame_mayBeLargerThanTheLimit() {
    assertThat(outbox.offer(message(1_000))).isEqualTo(Offer.WAKE);
  }

  @Test
  void forcedFrames_countForNobodysLimit() {
    assertThat(outbox.force(message(1_000))).isEqualTo(Offer.WAKE);
    assertThat(outbox.offer(message(100))).isEqualTo(Offer.QUEUED);
    takeAll();
    assertThat(outbox.waitingBytes()).isZero();
    assertThat(outbox.offer(message(100))).isEqualTo(Offer.QUEUED);
    assertThat(outbox.offer(message(1))).isEqualTo(Offer.OVERFLOW);
  }

  @Test
  void room_isThere_whenMostHasGone_orNeverAgain() throws Exception {
    outbox.force(message(80));
    CompletableFuture<Boolean> room = awaitingRoom();
    takeAll();
    assertThat(room.get(20, TimeUnit.SECONDS)).isTrue();

    outbox.force(message(80));
    CompletableFuture<Boolean> never = awaitingRoom();
    outbox.close();
    assertThat(never.get(20, TimeUnit.SECONDS)).isFalse();
  }

  private CompletableFuture<Boolean> awaitingRoom() {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return outbox.awaitRoom();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
  }
}
