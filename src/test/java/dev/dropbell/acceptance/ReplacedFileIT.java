package dev.dropbell.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.testing.RunningService;
import dev.dropbell.testing.ScriptedFtpClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Complete or invisible, for a file that is replaced 1,000 times: whoever reads it meanwhile, from
 * the disk or over FTP, reads one whole version of it.
 */
class ReplacedFileIT {

  private static final int UPLOADS = 1_000;
  private static final int UPLOADERS = 2;
  private static final int LARGEST = 100_000;
  private static final int DIGEST_LENGTH = 32;
  private static final int HEADER = Integer.BYTES + DIGEST_LENGTH;

  private static RunningService service;

  private final AtomicBoolean done = new AtomicBoolean();

  @BeforeAll
  static void start(@TempDir Path root) {
    service = RunningService.start(root, "--dropbell.upload.durability=os");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void readers_neverSeeAMixedOrShortFile() throws Exception {
    long seed = Long.getLong("dropbell.seed", System.nanoTime());
    System.out.println("ReplacedFileIT: replay with -Ddropbell.seed=" + seed);
    upload(new Random(seed), 1);

    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<Integer>> readers =
          List.of(
              threads.submit(counting(this::readFromDisk)),
              threads.submit(counting(this::readOverFtp)));
      try {
        List<Future<?>> uploaders = new ArrayList<>();
        for (int i = 0; i < UPLOADERS; i++) {
          Random random = new Random(seed + i);
          uploaders.add(
              threads.submit(() -> {
                upload(random, UPLOADS / UPLOADERS);
                return null;
              }));
        }
        for (Future<?> uploader : uploaders) {
          uploader.get();
        }
      } finally {
        done.set(true);
      }
      for (Future<Integer> reader : readers) {
        assertThat(reader.get()).as("versions seen").isGreaterThan(10);
      }
    }
    assertThat(service.root().resolve("replaced.bin")).satisfies(f -> check(Files.readAllBytes(f)));
    try (var all = Files.list(service.root())) {
      assertThat(all.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder(".dropbell", "replaced.bin");
    }
  }

  private static void upload(Random random, int times) {
    try (ScriptedFtpClient ftp = ScriptedFtpClient.logIn(service.port("ftp"))) {
      for (int i = 0; i < times; i++) {
        byte[] version = version(random);
        assertThat(ftp.store("STOR replaced.bin", version).code()).isEqualTo(226);
      }
    }
  }

  private interface Reading {
    byte[] read() throws IOException;
  }

  private void readFromDisk(AtomicBoolean stop, Counter counter) throws IOException {
    Path file = service.root().resolve("replaced.bin");
    read(() -> Files.readAllBytes(file), stop, counter);
  }

  private void readOverFtp(AtomicBoolean stop, Counter counter) throws IOException {
    try (ScriptedFtpClient ftp = ScriptedFtpClient.logIn(service.port("ftp"))) {
      read(() -> ftp.fetch("RETR replaced.bin"), stop, counter);
    }
  }

  private static void read(Reading reading, AtomicBoolean stop, Counter counter)
      throws IOException {
    while (!stop.get()) {
      counter.saw(check(reading.read()));
    }
  }

  private interface Reader {
    void run(AtomicBoolean stop, Counter counter) throws IOException;
  }

  private Callable<Integer> counting(Reader reader) {
    return () -> {
      Counter counter = new Counter();
      reader.run(done, counter);
      return counter.versions;
    };
  }

  /** How often what was read differs from what was read before. */
  private static final class Counter {

    private int versions;
    private ByteBuffer last = ByteBuffer.allocate(0);

    void saw(ByteBuffer digest) {
      if (!digest.equals(last)) {
        versions++;
        last = digest;
      }
    }
  }

  /** Its length and its digest, then random bytes. */
  private static byte[] version(Random random) {
    byte[] bytes = new byte[HEADER + random.nextInt(LARGEST)];
    random.nextBytes(bytes);
    ByteBuffer.wrap(bytes).putInt(bytes.length).put(digest(bytes));
    return bytes;
  }

  private static ByteBuffer check(byte[] read) {
    assertThat(read.length).isGreaterThanOrEqualTo(HEADER);
    ByteBuffer header = ByteBuffer.wrap(read, 0, HEADER);
    assertThat(header.getInt()).as("length").isEqualTo(read.length);
    assertThat(header.slice()).as("digest").isEqualTo(ByteBuffer.wrap(digest(read)));
    return header.slice();
  }

  private static byte[] digest(byte[] version) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(version, HEADER, version.length - HEADER);
      return sha256.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
