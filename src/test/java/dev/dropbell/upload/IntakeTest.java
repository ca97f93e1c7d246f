package dev.dropbell.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes over a channel is what is stored and digested, whosever buffers it passes. */
class IntakeTest {

  /** More than there are buffers outside the heap for. */
  private static final int UPLOADS = 40;

  private static final int ROUNDS = 2;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16_383, 16_384, 16_385, 65_536, 540_672, 540_673, 1_572_865})
  void everySize_isStoredAndDigestedWhole(int size) throws Exception {
    assertStored(size, bytes(size, size));
  }

  @Test
  void uploadsAtATime_keepTheirBytesApart() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> uploads = new ArrayList<>();
      for (int n = 0; n < UPLOADS; n++) {
        int upload = n;
        uploads.add(
            threads.submit(() -> {
              for (int round = 0; round < ROUNDS; round++) {
                assertStored(upload, bytes(upload * ROUNDS + round, 700_000 + upload));
              }
              return null;
            }));
      }
      for (Future<?> upload : uploads) {
        upload.get();
      }
    }
  }

  /** What is here must be stored before the next fails to come. */
  @Test
  void whatCameBeforeTheChannelBroke_isStored() throws Exception {
    byte[] content = bytes(7, 700_000);
    InputStream broken = InputStream.nullInputStream();
    broken.close(); // to be read no more
    Path file = directory.resolve("broken");
    try (StagedFile staged = StagedFile.create(file)) {
      InputStream in = new SequenceInputStream(new ByteArrayInputStream(content), broken);
      assertThatThrownBy(() -> receive(in, staged)).isInstanceOf(IOException.class);
    }

    assertThat(file).hasBinaryContent(content);
  }

  private void assertStored(int name, byte[] content) throws Exception {
    Path file = directory.resolve("upload-" + name);
    Files.deleteIfExists(file);
    try (StagedFile staged = StagedFile.create(file)) {
      receive(new ByteArrayInputStream(content), staged);
      assertThat(staged.bytes()).isEqualTo(content.length);
      assertThat(staged.sha256Hex())
          .isEqualTo(
              HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
    }
    assertThat(file).hasBinaryContent(content);
  }

  private static void receive(InputStream in, StagedFile staged) throws Exception {
    try (Intake intake = new Intake(Channels.newChannel(in))) {
      try {
        intake.readAll(piece -> write(piece, staged));
      } finally {
        staged.settle();
      }
    }
  }

  private static void write(ByteBuffer piece, StagedFile staged) throws UploadException {
    try {
      staged.write(piece);
    } catch (IOException e) {
      throw Storage.failure(e);
    }
  }

  private static byte[] bytes(int seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
