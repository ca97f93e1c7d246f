package dev.dropbell.files.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransferTest {

  private static final byte[] HEAD = "HTTP/1.1 200\r\n\r\n".getBytes(US_ASCII);

  @TempDir Path directory;

  /** Takes as much of each write as it likes. */
  private static final class Taker implements WritableByteChannel {

    private final IntUnaryOperator appetite;
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final List<Integer> writes = new ArrayList<>();

    Taker(IntUnaryOperator appetite) {
      this.appetite = appetite;
    }

    @Override
    public int write(ByteBuffer bytes) {
      byte[] some = new byte[appetite.applyAsInt(bytes.remaining())];
      bytes.get(some);
      taken.writeBytes(some);
      writes.add(some.length);
      return some.length;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  @Test
  void head_leavesWithTheWholeOfASmallFile() throws Exception {
    byte[] content = random(1, 20_000);
    Taker client = new Taker(offered -> offered);
    try (Transfer transfer = transfer(content).part(0, content.length)) {
      transfer.begin(ByteBuffer.wrap(HEAD));
      assertThat(transfer.total()).isEqualTo(HEAD.length + content.length);

      assertThat(transfer.writeTo(client)).isEqualTo(HEAD.length + content.length);
      assertThat(transfer.isDone()).isTrue();
    }
    assertThat(client.writes).hasSize(1);
    assertThat(client.taken.toByteArray()).isEqualTo(join(HEAD, content));
  }

  @Test
  void client_thatTakesAnyAmount_getsEveryByteInOrder() throws Exception {
    long seed = Long.getLong("dropbell.seed", System.nanoTime());
    System.out.println("TransferTest: replay with -Ddropbell.seed=" + seed);
    Random random = new Random(seed);
    byte[] content = random(seed, 300_000);
    byte[] between = "--boundary--".getBytes(US_ASCII);
    for (int round = 0; round < 50; round++) {
      int first = 1 + random.nextInt(200_000);
      int from = random.nextInt(first);
      Taker client =
          new Taker(offered -> Math.min(offered, random.nextInt(random.nextInt(100_000) + 1)));
      try (Transfer transfer = transfer(content)) {
        transfer.text(between).part(0, first).text(between).text(between);
        transfer.part(from, content.length - from).text(between);
        transfer.begin(ByteBuffer.wrap(HEAD));
        while (!transfer.isDone()) {
          transfer.writeTo(client);
        }
        assertThat(transfer.length).isZero();
      }
      assertThat(client.taken.toByteArray())
          .isEqualTo(
              join(
                  HEAD,
                  between,
                  Arrays.copyOf(content, first),
                  between,
                  between,
                  Arrays.copyOfRange(content, from, content.length),
                  between));
    }
  }

  @Test
  void file_thatBecameShorter_isAnErrorAndNoEndlessLoop() throws Exception {
    byte[] content = random(2, 100_000);
    try (Transfer transfer = transfer(content).part(0, content.length)) {
      Files.write(directory.resolve("file"), new byte[10]);
      transfer.begin(ByteBuffer.wrap(HEAD));
      Taker client = new Taker(offered -> offered);
      assertThat(transfer.writeTo(client)).isEqualTo(HEAD.length + 10L);
      assertThatThrownBy(() -> transfer.writeTo(client)).isInstanceOf(EOFException.class);
    }
  }

  private Transfer transfer(byte[] content) throws IOException {
    Path file = Files.write(directory.resolve("file"), content);
    return new Transfer(FileChannel.open(file, StandardOpenOption.READ));
  }

  private static byte[] random(long seed, int count) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
