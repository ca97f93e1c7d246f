package dev.dropbell.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * A file system of its own with little room, in memory. Needs the right to mount; where that is
 * missing the test is skipped and says so. Close it to unmount it.
 *
 * @param directory where it is mounted
 */
public record SmallDisk(Path directory) implements AutoCloseable {

  /** Mounts it over an empty directory. */
  public static SmallDisk mount(Path directory, int megabytes)
      throws IOException, InterruptedException {
    Process mount =
        new ProcessBuilder(
                RequiredProgram.find("mount").toString(),
                "-t",
                "tmpfs",
                "-o",
                "size=" + megabytes + "m",
                "tmpfs",
                directory.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(mount.getInputStream().readAllBytes(), UTF_8);
    Assumptions.assumeTrue(mount.waitFor() == 0, "skipped: mount is not permitted: " + said);
    return new SmallDisk(directory);
  }

  /** Takes all the room that there is, but for this much. */
  public void fill(long leftBytes) throws IOException {
    try (OutputStream out = Files.newOutputStream(filler())) {
      byte[] page = new byte[4096];
      while (directory.toFile().getUsableSpace() > leftBytes) {
        out.write(page);
      }
    }
  }

  /** Gives back what {@link #fill} took. */
  public void makeRoom() throws IOException {
    Files.delete(filler());
  }

  private Path filler() {
    return directory.resolve(".filler");
  }

  @Override
  public void close() throws IOException {
    try {
      new ProcessBuilder("umount", "--lazy", directory.toString()).inheritIO().start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
