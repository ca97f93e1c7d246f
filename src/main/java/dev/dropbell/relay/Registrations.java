package dev.dropbell.relay;

import dev.dropbell.hub.Cursor;
import dev.dropbell.hub.Topic;
import dev.dropbell.hub.UserId;
import dev.dropbell.security.Caller;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everybody who may connect, by id, in this process.
 *
 * <p>Safe for concurrent use: one lock for all, because what it guards is short. A link is told to
 * close under that lock, which is why that must return at once.
 */
final class Registrations {

  private static final int ID_BYTES = 16;

  private final InstantSource clock;
  private final Duration expiry;
  private final Duration grace;
  private final int limit;
  private final SecureRandom random = new SecureRandom();

  /** Guarded by this. */
  private final Map<String, Registration> byId = new HashMap<>();

  /**
   * Begins empty.
   *
   * @param expiry how long a registration lives that nobody connects to
   * @param grace how long it lives after its connection is lost
   * @param limit how many there may be
   */
  Registrations(InstantSource clock, Duration expiry, Duration grace, int limit) {
    this.clock = clock;
    this.expiry = expiry;
    this.grace = grace;
    this.limit = limit;
  }

  /**
   * Adds one with an id that cannot be guessed.
   *
   * @throws TooManyRegistrationsException when there are as many as there may be
   */
  Registration register(UserId user, List<Topic> topics, Caller caller) {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    Registration registration =
        new Registration(
            HexFormat.of().formatHex(id), user, topics, caller, clock.instant().plus(expiry));
    synchronized (this) {
      if (byId.size() >= limit) {
        expire();
      }
      if (byId.size() >= limit) {
        throw new TooManyRegistrationsException(limit);
      }
      byId.put(registration.id(), registration);
    }
    return registration;
  }

  /** The registration with that id; null when there is none, or none any more. */
  synchronized @Nullable Registration find(String id) {
    Registration registration = byId.get(id);
    return registration == null || hasExpired(registration, clock.instant()) ? null : registration;
  }

  /**
   * Makes a connection the one of its registration. An older one is closed.
   *
   * @return false when the registration has ended meanwhile
   */
  synchronized boolean attach(Registration registration, Link link) {
    if (find(registration.id()) == null) {
      return false;
    }
    if (registration.link != null) {
      registration.link.close(CloseStatus.REPLACED);
    }
    registration.link = link;
    registration.lostAt = null;
    return true;
  }

  /** Where the log was when the connection was lost; null when there was none, or still is one. */
  synchronized @Nullable Cursor lossOf(Registration registration) {
    return registration.link == null ? registration.lostAt : null;
  }

  /**
   * Notes that a connection is lost. Nothing happens when a newer one has taken its place.
   *
   * @param at where the log was
   */
  @SuppressWarnings("ReferenceEquality") // this very connection, not one like it
  synchronized void detach(Registration registration, Link link, Cursor at) {
    if (registration.link == link) {
      registration.link = null;
      registration.lostAt = at;
      registration.expiry = clock.instant().plus(grace);
    }
  }

  /**
   * Ends one, and closes its connection.
   *
   * @return what it was; null when there was none
   */
  synchronized @Nullable Registration remove(String id) {
    Registration registration = find(id);
    if (registration == null) {
      return null;
    }
    byId.remove(id);
    if (registration.link != null) {
      registration.link.close(CloseStatus.DELETED);
    }
    return registration;
  }

  /** Forgets those whose time is over. */
  synchronized void expire() {
    Instant now = clock.instant();
    byId.values().removeIf(r -> hasExpired(r, now));
  }

  /** How many there are, those included whose time is over but which are not forgotten yet. */
  synchronized int size() {
    return byId.size();
  }

  private static boolean hasExpired(Registration registration, Instant now) {
    return registration.link == null && !now.isBefore(registration.expiry);
  }
}
