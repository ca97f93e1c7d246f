package dev.dropbell.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.hub.Outbox;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** What a socket is given: every byte once, in order, and the close frame last. */
class SlicesTest {

  private static final int LIMIT = 10;

  private final Outbox<Outgoing> outbox = new Outbox<>(LIMIT, new LongAdder());
  private final Slices slices = new Slices(outbox);

  @Test
  void frames_comeOutInOrder_inPieces() {
    queue(1, 2, 3);
    queue(4);

    assertThat(takeAll(2)).containsExactly("1,2", "3", "4");
    assertThat(outbox.isEmpty()).isTrue();
    assertThat(slices.isFinished()).isFalse();
  }

  @Test
  void closeFrame_comesBehindWhatWaits_andIsTheLast() {
    queue(1);
    slices.finish(new byte[] {8, 9});
    queue(2);

    assertThat(takeAll(1)).containsExactly("1", "8", "9");
    assertThat(takeAll(1)).isEmpty();
    assertThat(slices.isFinished()).isTrue();
  }

  @Test
  void hasNext_untilTheLastByteIsTaken() {
    assertThat(slices.hasNext()).isFalse();
    queue(1, 2);
    assertThat(slices.hasNext()).isTrue();
    slices.next(1);
    assertThat(slices.hasNext()).isTrue();
    slices.next(1);
    assertThat(slices.hasNext()).isFalse();
    slices.finish(new byte[] {8, 9});
    assertThat(slices.hasNext()).isTrue();
    slices.next(1);
    assertThat(slices.hasNext()).isTrue();
    slices.next(1);
    assertThat(slices.hasNext()).isFalse();
  }

  @Test
  void isFinished_whenTheWholeCloseFrameIsTaken() {
    slices.finish(new byte[] {8, 9});

    slices.next(1);
    assertThat(slices.isFinished()).isFalse();
    slices.next(1);
    assertThat(slices.isFinished()).isTrue();
  }

  @Test
  void begunFrame_isWrittenToItsEnd_whenTheRestIsThrownAway() {
    queue(1, 2);
    queue(3);
    slices.next(1);

    assertThat(outbox.close()).as("lost").isEqualTo(1);
    slices.finish(new byte[] {9});

    assertThat(takeAll(LIMIT)).containsExactly("2", "9");
  }

  @Test
  void frameThatHasNotBegun_isThrownAwayWithTheRest() {
    queue(1, 2);
    outbox.close();
    slices.finish(new byte[] {9});

    assertThat(takeAll(LIMIT)).containsExactly("9");
  }

  private void queue(int... bytes) {
    byte[] frame = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      frame[i] = (byte) bytes[i];
    }
    outbox.offer(Outgoing.of(frame));
  }

  private List<String> takeAll(int maxBytes) {
    List<String> taken = new ArrayList<>();
    for (ByteBuffer slice = slices.next(maxBytes); slice != null; slice = slices.next(maxBytes)) {
      List<String> bytes = new ArrayList<>();
      while (slice.hasRemaining()) {
        bytes.add(Byte.toString(slice.get()));
      }
      taken.add(String.join(",", bytes));
    }
    return taken;
  }
}
