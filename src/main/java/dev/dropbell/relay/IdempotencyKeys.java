package dev.dropbell.relay;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was published under which key, so that a repeat publishes nothing. In memory, for 5 minutes.
 * Safe for concurrent use.
 */
final class IdempotencyKeys {

  private static final Duration KEPT = Duration.ofMinutes(5);

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
    Entry entry = new Entry(fingerprint, answer, clock.instant().plus(KEPT));
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
