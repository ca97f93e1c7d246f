package dev.dropbell.security;

import org.jspecify.annotations.Nullable;

/** Knows some tokens. Safe from any thread. */
interface TokenSource {

  /** Whose token this is; null when it is none that this knows. */
  @Nullable Caller find(Presented token);

  /** Whether a wrong token of this form is not counted against its address. */
  default boolean isNoGuess(Presented token) {
    return false;
  }
}
