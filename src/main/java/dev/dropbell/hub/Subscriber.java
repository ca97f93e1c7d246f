package dev.dropbell.hub;

import org.jspecify.annotations.Nullable;

/** One connection of a client, as its transport knows it. Compared by identity. */
public interface Subscriber {

  /** Whom the connection belongs to, if it said so. Messages addressed to a user need it. */
  @Nullable UserId userId();
}
