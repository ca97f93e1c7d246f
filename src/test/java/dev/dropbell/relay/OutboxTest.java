package dev.dropbell.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The queue of one connection: order, bound, and what its end leaves in it. */
class OutboxTest {

  private static final int LIMIT = 10;

  private final Outbox outbox = new Outbox(LIMIT);

  @Test
  void frames_comeOutInOrder_inSlices() {
    outbox.offer(new byte[] {1, 2, 3});
    outbox.offer(new byte[] {4});
    assertThat(takeAll(2)).containsExactly("1,2", "3", "4");
    assertThat(outbox.isEmpty()).isTrue();
  }

  @Test
  void frame_beyondTheLimit_isRefused() {
    assertThat(outbox.offer(new byte[6])).isTrue();
    assertThat(outbox.offer(new byte[5])).isFalse();
    assertThat(outbox.offer(new byte[4])).isTrue();
  }

  @Test
  void frame_largerThanTheLimit_fitsWhenNothingWaits() {
    assertThat(outbox.offer(new byte[LIMIT + 1])).isTrue();
    assertThat(outbox.offer(new byte[1])).isFalse();
  }

  @Test
  void takenFrames_makeRoom_whenTheyAreTakenWhole() {
    outbox.offer(new byte[LIMIT]);
    outbox.next(LIMIT - 1);
    assertThat(outbox.offer(new byte[1])).isFalse();
    outbox.next(1);
    assertThat(outbox.offer(new byte[LIMIT])).isTrue();
  }

  @Test
  void finish_comesBehindWhatWaits_andIsTheLast() {
    outbox.offer(new byte[] {1});
    outbox.finish(new byte[] {9});
    assertThat(outbox.offer(new byte[] {2})).isFalse();
    assertThat(takeAll(LIMIT)).containsExactly("1", "9");
  }

  @Test
  void finishNow_keepsOnlyTheFrameThatHasBegun() {
    outbox.offer(new byte[] {1, 2});
    outbox.offer(new byte[] {3});
    outbox.next(1);
    outbox.finishNow(new byte[] {9});
    assertThat(takeAll(LIMIT)).containsExactly("2", "9");
  }

  @Test
  void finishNow_dropsWhatHasNotBegun() {
    outbox.offer(new byte[] {1, 2});
    outbox.finishNow(new byte[] {9});
    assertThat(takeAll(LIMIT)).containsExactly("9");
  }

  private List<String> takeAll(int maxBytes) {
    List<String> slices = new ArrayList<>();
    for (ByteBuffer slice = outbox.next(maxBytes); slice != null; slice = outbox.next(maxBytes)) {
      List<String> bytes = new ArrayList<>();
      while (slice.hasRemaining()) {
        bytes.add(Byte.toString(slice.get()));
      }
      slices.add(String.join(",", bytes));
    }
    return slices;
  }

  @Test
  void forcedFrame_isNeverTooMuch_andLeavesTheRoomOfTheOthers() {
    Outbox outbox = new Outbox(10);
    assertThat(outbox.force(new byte[100])).isTrue();
    assertThat(outbox.offer(new byte[6])).isTrue();
    assertThat(outbox.offer(new byte[5])).isFalse();
    while (outbox.next(7) != null) {
      // until it is empty
    }
    assertThat(outbox.offer(new byte[6])).isTrue();
    assertThat(outbox.offer(new byte[5])).isFalse();
  }

  @Test
  void awaitRoom_returnsWhenMostIsTaken_orNothingIsTakenInAnyMore() throws Exception {
    Outbox outbox = new Outbox(8);
    assertThat(outbox.awaitRoom()).isTrue();
    outbox.force(new byte[3]);
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<Boolean> waiting = thread.submit(outbox::awaitRoom);
      outbox.next(3);
      assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();
      outbox.force(new byte[3]);
      Future<Boolean> again = thread.submit(outbox::awaitRoom);
      outbox.abandon();
      assertThat(again.get(10, TimeUnit.SECONDS)).isFalse();
    }
  }
}
