package dev.dropbell.benchmark;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ids as the service makes them: version 7, so that new ones stand together in the index. Random
 * ones (version 4) take half of the throughput, because each dirties a page of its own.
 */
final class Ids {

  private Ids() {}

  static UUID next() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long high = (System.currentTimeMillis() << 16) | 0x7000 | random.nextInt(1 << 12);
    return new UUID(high, Long.MIN_VALUE | (random.nextLong() >>> 2));
  }
}
