package dev.dropbell.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.files.RawHttp.Answer;
import dev.dropbell.testing.RunningService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * While clients ask, somebody with access to the disk swaps directories, files and symbolic links
 * under their paths. Nobody ever gets a byte from outside, or one file's bytes under another's tag.
 */
class SwappedPathsIT {

  private static final int REQUESTS = 3_000;
  private static final String SECRET = "secret";

  @TempDir Path directory;

  @Test
  @Timeout(120)
  void swappedDirectoriesAndLinks_leakNothing() throws Exception {
    long seed = Long.getLong("dropbell.seed", System.nanoTime());
    System.out.println("SwappedPathsIT: replay with -Ddropbell.seed=" + seed);
    Path root = Files.createDirectories(directory.resolve("root"));
    Path outside = Files.createDirectories(directory.resolve("outside/sub"));
    Files.writeString(outside.resolve("a.txt"), SECRET);
    Files.writeString(outside.resolveSibling("a.txt"), SECRET);
    Files.writeString(outside.resolve("only-outside.txt"), SECRET);
    Path real = Files.createDirectories(root.resolve("real/sub"));
    Files.writeString(real.resolve("a.txt"), "inside");
    Path place = root.resolve("d");

    try (RunningService service = RunningService.start(root)) {
      AtomicBoolean ended = new AtomicBoolean();
      AtomicInteger swaps = new AtomicInteger();
      Thread swapper =
          Thread.ofPlatform()
              .start(() -> {
                Random random = new Random(seed);
                while (!ended.get()) {
                  swap(random, place, root.resolve("real"), directory.resolve("outside"));
                  swaps.incrementAndGet();
                }
              });
      try {
        List<String> served = ask(service);
        assertThat(swaps.get()).isGreaterThan(100);
        // Both were met, or this has proven nothing.
        assertThat(served).contains("inside").contains("");
      } finally {
        ended.set(true);
        swapper.join();
      }
    }
  }

  private static List<String> ask(RunningService service) throws IOException {
    List<String> served = new ArrayList<>();
    String[] paths = {"/files/d/sub/a.txt", "/files/d/a.txt", "/files/d/sub/", "/files/d/sub"};
    try (RawHttp http = new RawHttp(service)) {
      for (int n = 0; n < REQUESTS; n++) {
        http.request("GET", paths[n % paths.length], "Accept: application/json");
        Answer answer = http.answer(false);
        assertThat(answer.status()).isIn(200, 301, 403, 404);
        assertThat(answer.text()).doesNotContain(SECRET, "only-outside");
        served.add(answer.status() == 200 ? answer.text() : "");
      }
    }
    return served;
  }

  /** A directory, a link into the root, a link out of it, a file, or nothing. */
  private static void swap(Random random, Path place, Path inside, Path outside) {
    try {
      if (Files.isSymbolicLink(place) || Files.isRegularFile(place)) {
        Files.delete(place);
      } else if (Files.isDirectory(place)) {
        Files.move(place, inside, StandardCopyOption.ATOMIC_MOVE);
      }
      switch (random.nextInt(4)) {
        case 0 -> Files.move(inside, place, StandardCopyOption.ATOMIC_MOVE);
        case 1 -> Files.createSymbolicLink(place, outside);
        case 2 -> Files.createSymbolicLink(place, inside);
        default -> Files.writeString(place, "inside");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each version is full of its number, all are of one size, and each has a tag of its own. */
  @Test
  @Timeout(120)
  void replacedFile_neverComesMixed_norUnderAnothersTag() throws Exception {
    int size = 200_000;
    Files.writeString(directory.resolve("f.txt"), "0".repeat(size));
    try (RunningService service = RunningService.start(directory)) {
      AtomicBoolean ended = new AtomicBoolean();
      Thread replacer =
          Thread.ofPlatform()
              .start(() -> {
                for (int n = 1; !ended.get(); n++) {
                  replace(String.valueOf(n % 10).repeat(size));
                }
              });
      try (RawHttp http = new RawHttp(service)) {
        List<String> seen = new ArrayList<>();
        for (int n = 0; n < 1_000; n++) {
          http.request("GET", "/files/f.txt");
          Answer answer = http.answer(false);
          assertThat(answer.status()).isEqualTo(200);
          char version = (char) answer.body()[0];
          assertThat(answer.text()).isEqualTo(String.valueOf(version).repeat(size));
          String tag = answer.header("ETag");
          seen.add(tag + version);
        }
        assertThat(seen.stream().distinct().count()).isGreaterThan(10);
        assertThat(seen.stream().distinct().map(s -> s.substring(0, s.length() - 1)))
            .doesNotHaveDuplicates();
      } finally {
        ended.set(true);
        replacer.join();
      }
    }
  }

  private void replace(String content) {
    try {
      Path next = directory.resolve("next");
      Files.writeString(next, content);
      Files.move(next, directory.resolve("f.txt"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
