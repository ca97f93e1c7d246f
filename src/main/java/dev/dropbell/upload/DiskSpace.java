package dev.dropbell.upload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Keeps a floor of free space on the disk that holds the root. Thread-safe. */
final class DiskSpace {

  private final Path root;
  private final long minFreeBytes;
  private volatile @Nullable FileStore store;

  DiskSpace(Path root, long minFreeBytes) {
    this.root = root;
    this.minFreeBytes = minFreeBytes;
  }

  /**
   * Refuses what would go below the floor.
   *
   * @param bytes how many are to come, as far as we know
   */
  void check(long bytes) throws UploadException {
    if (minFreeBytes == 0) {
      return;
    }
    try {
      if (store().getUsableSpace() - bytes < minFreeBytes) {
        throw new UploadException(UploadProblem.DISK_FULL);
      }
    } catch (IOException e) {
      throw Storage.failure(e);
    }
  }

  /** Looking it up reads the table of mounts, so once is enough. */
  private FileStore store() {
    FileStore known = store;
    if (known == null) {
      try {
        known = Files.getFileStore(root);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      store = known;
    }
    return known;
  }
}
