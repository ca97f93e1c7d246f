package dev.dropbell.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dropbell.testing.LeakWatch;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bytes in, frames out: however they are cut, with no memory for what was only announced, and with
 * nothing left behind.
 */
class FrameDecoderTest {

  private static final int BUDGET = 100_000;

  private final MemoryBudget budget = new MemoryBudget(BUDGET);
  private final FrameDecoder decoder = new FrameDecoder(budget, FrameDecoder.MAX_LENGTH);

  @AfterEach
  void decoder_holdsNothing_whenItIsClosed() {
    decoder.close();
    assertThat(budget.reservedBytes()).isZero();
  }

  @Test
  void frames_comeOut_whereverTheBytesAreCut() throws Exception {
    byte[] stream = bytes(frame("one"), frame(""), frame("{\"op\":\"ping\"}"), frame("é"));
    for (int cut = 0; cut <= stream.length; cut++) {
      for (int second = cut; second <= stream.length; second++) {
        List<String> frames = new ArrayList<>();
        decode(frames, stream, 0, cut);
        decode(frames, stream, cut, second);
        decode(frames, stream, second, stream.length);

        assertThat(frames)
            .as("cut at %d and %d", cut, second)
            .containsExactly("one", "", "{\"op\":\"ping\"}", "é");
        assertThat(decoder.isMidFrame()).isFalse();
      }
    }
  }

  @Test
  void frames_comeOut_byteByByte() throws Exception {
    byte[] stream = bytes(frame("a".repeat(3_000)), frame("b"));
    List<String> frames = new ArrayList<>();
    for (int i = 0; i < stream.length; i++) {
      decode(frames, stream, i, i + 1);
    }
    assertThat(frames).containsExactly("a".repeat(3_000), "b");
    assertThat(budget.reservedBytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, FrameDecoder.MAX_LENGTH + 1})
  void length_isRefused_whenItIsTooLong(int length) {
    assertThatThrownBy(() -> decode(new ArrayList<>(), length(length), 0, 4))
        .isInstanceOf(FrameRefusedException.class)
        .hasMessageContaining(Integer.toUnsignedString(length));
    assertThat(budget.reservedBytes()).isZero();
  }

  @Test
  void length_takesNoMemory_untilBytesCome() throws Exception {
    decode(new ArrayList<>(), length(FrameDecoder.MAX_LENGTH), 0, 4);
    assertThat(decoder.isMidFrame()).isTrue();
    assertThat(budget.reservedBytes()).isZero();

    decode(new ArrayList<>(), new byte[1_000], 0, 1_000);
    assertThat(budget.reservedBytes()).isBetween(1_000L, 2_000L);
    assertThat(decoder.receivedBytes()).isEqualTo(1_004);
  }

  @Test
  void frame_isRefused_whenTheBudgetIsUsedUp() throws Exception {
    budget.tryReserve(BUDGET - 2_000);
    decode(new ArrayList<>(), length(FrameDecoder.MAX_LENGTH), 0, 4);
    decode(new ArrayList<>(), new byte[1_500], 0, 1_500);

    assertThatThrownBy(() -> decode(new ArrayList<>(), new byte[1_500], 0, 1_500))
        .isInstanceOf(FrameRefusedException.class)
        .hasMessageContaining("try again");
    decoder.close();
    budget.release(BUDGET - 2_000);
  }

  @Test
  void longestFrame_comesOut() throws Exception {
    MemoryBudget ample = new MemoryBudget(2L * FrameDecoder.MAX_LENGTH);
    FrameDecoder own = new FrameDecoder(ample, FrameDecoder.MAX_LENGTH);
    ByteBuf head = Unpooled.wrappedBuffer(length(FrameDecoder.MAX_LENGTH));
    assertThat(own.next(head)).isNull();
    byte[] piece = new byte[64 * 1024];
    Frame frame = null;
    while (frame == null) {
      frame = own.next(Unpooled.wrappedBuffer(piece));
    }
    assertThat(frame.payload().readableBytes()).isEqualTo(FrameDecoder.MAX_LENGTH);
    assertThat(frame.reservedBytes()).isEqualTo(FrameDecoder.MAX_LENGTH);
    assertThat(ample.reservedBytes()).isEqualTo(FrameDecoder.MAX_LENGTH);
    frame.payload().release();
  }

  /** Frames of all sizes and garbage between them, in pieces of all sizes. */
  @Test
  void random_leavesNothingBehind() {
    long seed = Long.getLong("dropbell.seed", System.nanoTime());
    System.out.println("FrameDecoderTest: replay with -Ddropbell.seed=" + seed);
    Random random = new Random(seed);
    LeakWatch leaks = LeakWatch.start();
    for (int round = 0; round < 2_000; round++) {
      try (FrameDecoder own = new FrameDecoder(budget, FrameDecoder.MAX_LENGTH)) {
        feed(own, random, budget);
      }
      assertThat(budget.reservedBytes()).as("round %d", round).isZero();
    }
    leaks.assertNone();
  }

  private static void feed(FrameDecoder decoder, Random random, MemoryBudget budget) {
    byte[] stream = new byte[random.nextInt(5_000)];
    random.nextBytes(stream);
    int at = 0;
    while (at + 4 <= stream.length && random.nextInt(20) > 0) {
      int length = random.nextInt(1_000);
      ByteBuffer.wrap(stream).putInt(at, length);
      at += 4 + length;
    }
    for (int from = 0; from < stream.length; ) {
      int count = Math.min(stream.length - from, 1 + random.nextInt(600));
      ByteBuf in = PooledByteBufAllocator.DEFAULT.buffer(count).writeBytes(stream, from, count);
      from += count;
      try {
        for (Frame f = decoder.next(in); f != null; f = decoder.next(in)) {
          f.payload().release();
          budget.release(f.reservedBytes());
        }
        assertThat(in.isReadable()).isFalse();
      } catch (FrameRefusedException garbage) {
        return;
      } finally {
        in.release();
      }
    }
  }

  private void decode(List<String> frames, byte[] stream, int from, int to)
      throws FrameRefusedException {
    ByteBuf in = Unpooled.copiedBuffer(stream, from, to - from);
    for (Frame frame = decoder.next(in); frame != null; frame = decoder.next(in)) {
      frames.add(new String(ByteBufUtil.getBytes(frame.payload()), UTF_8));
      frame.payload().release();
      budget.release(frame.reservedBytes());
    }
    assertThat(in.isReadable()).isFalse();
    in.release();
  }

  private static byte[] frame(String payload) {
    byte[] bytes = payload.getBytes(UTF_8);
    return bytes(length(bytes.length), bytes);
  }

  private static byte[] length(int length) {
    return ByteBuffer.allocate(4).putInt(length).array();
  }

  private static byte[] bytes(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Stream.of(parts).mapToInt(p -> p.length).sum());
    Stream.of(parts).forEach(all::put);
    return all.array();
  }
}
