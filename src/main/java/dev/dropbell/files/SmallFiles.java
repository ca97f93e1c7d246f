package dev.dropbell.files;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.dropbell.files.Tree.File;
import dev.dropbell.files.Tree.OpenFile;
import dev.dropbell.files.Tree.SmallFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Small files that were read a moment ago: when the bell has rung, everybody who heard it fetches
 * the same one, and opening, reading and closing it costs more than all else. Thread-safe.
 *
 * <p>A file's name is still looked up for each request. What was read is used only for the file
 * that it was read from, in the state that its validators stand for.
 */
final class SmallFiles {

  /** Up to this size, the bytes leave together with their header. */
  static final int LARGEST = 16 * 1024;

  private static final long MOST_BYTES = 8L * 1024 * 1024;

  /** About what a file takes beside its bytes. */
  private static final int OVERHEAD = 256;

  /** Whoever changes a file and hides it, by setting its time back, is found out after this. */
  private static final Duration KEPT = Duration.ofSeconds(2);

  /**
   * Clocks of file systems tick every few milliseconds. A younger file could change once more, or
   * be replaced by one that gets its inode, without its time showing it.
   */
  private static final Duration SETTLED = Duration.ofMillis(100);

  /** The same where times are whole seconds, or even ones (FAT). */
  private static final Duration SETTLED_COARSE = Duration.ofSeconds(3);

  private final Cache<State, SmallFile> kept =
      Caffeine.newBuilder()
          .maximumWeight(MOST_BYTES)
          .weigher((State _, SmallFile file) -> OVERHEAD + file.content().capacity())
          .expireAfterWrite(KEPT)
          .executor(Runnable::run)
          .build();

  /** What tells one state of one file from all others. */
  private record State(Object key, FileTime modified, long size) {

    static State of(BasicFileAttributes file) {
      return new State(file.fileKey(), file.lastModifiedTime(), file.size());
    }
  }

  /** What was read of the file that has these attributes; null when that is not here. */
  @Nullable SmallFile find(BasicFileAttributes file) {
    return file.size() <= LARGEST ? kept.getIfPresent(State.of(file)) : null;
  }

  /**
   * Reads a file, if it is small, and closes it; else returns it as it is. Null when it was cut
   * meanwhile.
   *
   * @throws IOException when it cannot be read; it is closed then, too
   */
  @Nullable File keep(OpenFile file, BasicFileAttributes state) throws IOException {
    if (state.size() > LARGEST || !isSettled(state.lastModifiedTime().toInstant())) {
      return file;
    }
    try (file) {
      ByteBuffer content = read(file.channel(), (int) state.size());
      if (content.hasRemaining()) {
        return null;
      }
      SmallFile small = new SmallFile(content.flip(), file.attributes());
      kept.put(State.of(state), small);
      return small;
    }
  }

  private static boolean isSettled(Instant modified) {
    boolean coarse = modified.equals(modified.truncatedTo(ChronoUnit.SECONDS));
    Duration settled = coarse ? SETTLED_COARSE : SETTLED;
    return modified.isBefore(Instant.now().minus(settled));
  }

  private static ByteBuffer read(FileChannel channel, int size) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(size);
    int count = 0;
    while (content.hasRemaining() && count >= 0) {
      count = channel.read(content, content.position());
    }
    return content;
  }
}
