package dev.dropbell.hub;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/**
 * Version 7 UUIDs: 48 bits of milliseconds, then random bits (RFC 9562, section 5.7). Ids that grow
 * with time land side by side in the index of the log.
 */
public final class UuidV7 {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final long VERSION = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private UuidV7() {}

  /** A new one, sorted by this time among others. */
  public static UUID at(Instant time) {
    long high = (time.toEpochMilli() << 16) | VERSION | RANDOM.nextInt(1 << 12);
    long low = VARIANT | (RANDOM.nextLong() >>> 2);
    return new UUID(high, low);
  }
}
