package dev.dropbell.upload;

import java.util.HashSet;
import java.util.Set;

/**
 * Which paths are being committed. Two commits to one path must not cross between the journal and
 * the rename, or the file that stays would not be the one that the journal names last.
 *
 * <p>Safe for concurrent use. A claim is held across I/O, its lock is not.
 */
final class Claims {

  /** Guarded by this. */
  private final Set<FilePath> taken = new HashSet<>();

  /** Waits until nobody else commits to the path. */
  synchronized void claim(FilePath path) throws InterruptedException {
    while (!taken.add(path)) {
      wait();
    }
  }

  /** Claims the path if nobody has. */
  synchronized boolean tryClaim(FilePath path) {
    return taken.add(path);
  }

  synchronized void release(FilePath path) {
    taken.remove(path);
    notifyAll();
  }
}
