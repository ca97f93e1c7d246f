package dev.dropbell.relay;

import dev.dropbell.hub.EventLog.Keyed;
import dev.dropbell.hub.IdempotencyKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was published under which key, so that a repeat publishes nothing. For 5 minutes, in memory;
 * what was logged is learned again at the start. Safe for concurrent use.
 */
final class IdempotencyKeys {

  private record Entry(
      String fingerprint, CompletableFuture<PublishAnswer> answer, Instant expiry) {}

  private final InstantSource clock;
  private final int limit;

  /** The oldest first. Guarded by this. */
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /**
   * Begins empty.
   *
   * @param limit how many keys are kept; beyond it the oldest are forgotten before their time
   */
  IdempotencyKeys(InstantSource clock, int limit) {
    this.clock = clock;
    this.limit = limit;
  }

  /** Learns what an earlier process has logged; the oldest first. */
  synchronized void learn(List<Keyed> logged) {
    for (Keyed keyed : logged) {
      entries.put(
          keyed.key().text(),
          new Entry(
              keyed.key().fingerprint(),
              CompletableFuture.completedFuture(PublishAnswer.of(keyed)),
              keyed.at().plus(IdempotencyKey.KEPT)));
    }
  }

  /**
   * Publishes, unless this was done before.
   *
   * @param fingerprint equal for equal messages
   * @param publish must not block
   * @return the answer to the first message with this key
   * @throws IdempotencyConflictException when the key was used with another fingerprint
   */
  synchronized CompletableFuture<PublishAnswer> once(
      String key, String fingerprint, Supplier<CompletableFuture<PublishAnswer>> publish) {
    forgetOld();
    Entry known = entries.get(key);
    if (known != null) {
      if (!known.fingerprint().equals(fingerprint)) {
        throw new IdempotencyConflictException();
      }
      return known.answer();
    }
    CompletableFuture<PublishAnswer> answer = publish.get();
    Entry entry = new Entry(fingerprint, answer, clock.instant().plus(IdempotencyKey.KEPT));
    entries.put(key, entry);
    // A message that nobody got may be tried again.
    var _ = answer.whenComplete((_, failure) -> forget(key, entry, failure));
    return answer;
  }

  private synchronized void forget(String key, Entry entry, @Nullable Throwable failure) {
    if (failure != null) {
      entries.remove(key, entry);
    }
  }

  private void forgetOld() {
    Instant now = clock.instant();
    Iterator<Entry> oldest = entries.values().iterator();
    while (oldest.hasNext()) {
      Entry entry = oldest.next();
      if (entries.size() < limit && now.isBefore(entry.expiry())) {
        return;
      }
      oldest.remove();
    }
  }
}
