package dev.dropbell.hub;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A subscriber's wish to join topics. Guarded by its {@link Subscription}. */
final class JoinRequest {

  /** Shrinks when one of them is left before its turn has come. */
  final Set<Topic> topics;

  /** Whether all other topics are left. */
  final boolean replaces;

  /** From where it wants to be told; null is from now on. */
  final @Nullable Cursor since;

  final Arrival arrival;

  JoinRequest(Collection<Topic> topics, boolean replaces, @Nullable Cursor since, Arrival arrival) {
    this.topics = new LinkedHashSet<>(topics);
    this.replaces = replaces;
    this.since = since;
    this.arrival = arrival;
  }
}
