package dev.dropbell.ftp;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers wrong passwords: too many for one user from one address, and that pair is refused for a
 * while; ten times as many from one address, and the address is. So a guesser behind the same
 * address as an honest user does not lock that user out at once. Thread-safe.
 */
final class LoginGuard {

  private static final Logger log = LoggerFactory.getLogger(LoginGuard.class);

  private static final int ADDRESS_FACTOR = 10;

  /** A guesser may have many addresses and try many names; the oldest are forgotten first. */
  private static final int MOST_REMEMBERED = 20_000;

  private final int lockoutAfter;
  private final Duration lockoutTime;
  private final InstantSource clock;

  /** Guarded by this. */
  private final Map<String, Failures> remembered =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  LoginGuard(int lockoutAfter, Duration lockoutTime, InstantSource clock) {
    this.lockoutAfter = lockoutAfter;
    this.lockoutTime = lockoutTime;
    this.clock = clock;
  }

  private record Failures(int count, Instant lastAt) {}

  synchronized boolean isLockedOut(String user, InetAddress address) {
    return count(pair(user, address)) >= lockoutAfter
        || count(address.getHostAddress()) >= lockoutAfter * ADDRESS_FACTOR;
  }

  synchronized void failed(String user, InetAddress address) {
    int count = add(pair(user, address));
    add(address.getHostAddress());
    if (count == lockoutAfter) {
      log.warn(
          "locked out: user={} address={} wrong_passwords={} for={}",
          user.replaceAll("\\p{C}", "?"),
          address.getHostAddress(),
          count,
          lockoutTime);
    }
  }

  synchronized void succeeded(String user, InetAddress address) {
    remembered.remove(pair(user, address));
  }

  private int add(String key) {
    Failures failures = new Failures(count(key) + 1, clock.instant());
    remembered.remove(key); // so that it moves to the young end
    remembered.put(key, failures);
    return failures.count();
  }

  private int count(String key) {
    Failures failures = remembered.get(key);
    if (failures == null || failures.lastAt().plus(lockoutTime).isBefore(clock.instant())) {
      return 0;
    }
    return failures.count();
  }

  private static String pair(String user, InetAddress address) {
    return address.getHostAddress() + ' ' + user;
  }
}
