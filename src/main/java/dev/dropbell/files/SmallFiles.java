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

  private static final Duration KEPT = Duration.ofSeconds(10);

  /**
   * Clocks of file systems tick every few milliseconds. A younger file could change once more
   * without its time showing it.
   */
  private static final Duration SETTLED = Duration.ofMillis(100);

  private final Cache<State, SmallFile> kept =
      Caffeine.newBuilder()
          .maximumWeight(MOST_BYTES)
          .weigher((State _, SmallFile file) -> OVERHEAD + file.content().capacity())
          .expireAfterAccess(KEPT)
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

  /** Reads a file, if it is small, and closes it; else returns it as it is. */
  File keep(OpenFile file, BasicFileAttributes state) throws IOException {
    if (state.size() > LARGEST
        || state.lastModifiedTime().toInstant().isAfter(Instant.now().minus(SETTLED))) {
      return file;
    }
    ByteBuffer content = read(file.channel(), (int) state.size());
    if (content == null) {
      return file; // somebody is just writing to it; whoever sends it will notice
    }
    file.close();
    SmallFile small = new SmallFile(content, file.attributes());
    kept.put(State.of(state), small);
    return small;
  }

  private static @Nullable ByteBuffer read(FileChannel channel, int size) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(size);
    while (content.hasRemaining()) {
      if (channel.read(content, content.position()) < 0) {
        return null;
      }
    }
    return content.flip();
  }
}
