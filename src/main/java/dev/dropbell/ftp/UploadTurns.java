package dev.dropbell.ftp;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the uploads of each user, so that one cannot take all that there is. Thread-safe. */
final class UploadTurns {

  private final int most;
  private final Map<String, Integer> taken = new ConcurrentHashMap<>();

  UploadTurns(int most) {
    this.most = most;
  }

  /** False when the user has as many uploads under way as one may have. */
  boolean take(String user) {
    return taken.merge(user, 1, Integer::sum) <= most || !giveBack(user);
  }

  /** Ends what {@link #take} began. Always true. */
  boolean giveBack(String user) {
    taken.computeIfPresent(user, (_, count) -> count == 1 ? null : count - 1);
    return true;
  }
}
