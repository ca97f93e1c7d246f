package dev.dropbell.security;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers wrong tokens, and refuses addresses that brought too many different ones.
 *
 * <p>Behind a proxy many share an address, and one that guesses must not shut out the others: a
 * token that was right from an address stays right there, and a client that comes again and again
 * with one old token guesses nothing. Safe from any thread.
 */
final class Guesses {

  private static final Logger log = LoggerFactory.getLogger(Guesses.class);

  /** A guesser may have many addresses; the oldest are forgotten first. */
  private static final int MOST_REMEMBERED = 10_000;

  /** Half of an IPv6 address names the network; one machine has the other half to itself. */
  private static final int IPV6_NETWORK_BYTES = 8;

  private final int lockoutAfter;
  private final Duration lockoutTime;
  private final InstantSource clock;

  /** By address. Guarded by this. */
  private final Map<ByteBuffer, Wrong> remembered = new Bounded<>();

  /** Guarded by this. */
  private final Map<Right, Boolean> right = new Bounded<>();

  Guesses(int lockoutAfter, Duration lockoutTime, InstantSource clock) {
    this.lockoutAfter = lockoutAfter;
    this.lockoutTime = lockoutTime;
    this.clock = clock;
  }

  /** A token that was right from this address. */
  private record Right(ByteBuffer network, ByteBuffer digest) {}

  /** The wrong tokens of one address, each by a part of its digest. */
  private record Wrong(Set<Long> tokens, Instant until) {}

  /**
   * Lets a token on unless its address has guessed too often.
   *
   * @throws NotAdmittedException when it has, and this token was not right from there before
   */
  synchronized void check(InetAddress address, Presented token) throws NotAdmittedException {
    ByteBuffer network = network(address);
    Wrong wrong = remembered.get(network);
    if (wrong == null
        || wrong.tokens().size() < lockoutAfter
        || right.containsKey(new Right(network, token.digest()))) {
      return;
    }
    Duration remaining = Duration.between(clock.instant(), wrong.until());
    if (remaining.isPositive()) {
      throw NotAdmittedException.lockedOut(remaining);
    }
  }

  synchronized void right(InetAddress address, Presented token) {
    right.putIfAbsent(new Right(network(address), token.digest()), true);
  }

  synchronized void wrong(InetAddress address, Presented token) {
    ByteBuffer network = network(address);
    Instant now = clock.instant();
    Wrong before = remembered.remove(network); // so that it moves to the young end
    Set<Long> tokens =
        before == null || before.until().isBefore(now) ? new HashSet<>() : before.tokens();
    boolean guess = tokens.add(token.digest().getLong(0));
    remembered.put(network, new Wrong(tokens, now.plus(lockoutTime)));
    if (guess && tokens.size() == lockoutAfter) {
      log.warn(
          "locked out: address={} wrong_tokens={} for={}",
          address.getHostAddress(),
          tokens.size(),
          lockoutTime);
    }
  }

  private static ByteBuffer network(InetAddress address) {
    byte[] bytes = address.getAddress();
    return ByteBuffer.wrap(
        address instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_NETWORK_BYTES) : bytes);
  }

  /** Forgets the oldest when it is full. */
  private static final class Bounded<K, V> extends LinkedHashMap<K, V> {

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > MOST_REMEMBERED;
    }
  }
}
