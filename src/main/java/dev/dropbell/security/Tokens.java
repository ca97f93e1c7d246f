package dev.dropbell.security;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells callers apart by the tokens that they bring. Safe from any thread.
 *
 * <p>Comparing takes the same time for a token that almost fits, and addresses that guess are
 * refused for a while.
 */
public final class Tokens {

  private final List<TokenSource> sources;
  private final Guesses guesses;

  /**
   * Asks the sources one after the other.
   *
   * @param sources none lets everybody in
   */
  Tokens(List<TokenSource> sources, Guesses guesses) {
    this.sources = List.copyOf(sources);
    this.guesses = guesses;
  }

  /** Whether callers must bring a token: any is configured. */
  public boolean required() {
    return !sources.isEmpty();
  }

  /**
   * Finds out who calls. It may take some 100 ms for a token that is known by its bcrypt hash and
   * comes for the first time, or that an issuer has signed with a new key: not for event loops.
   *
   * @param token what the caller brings; null for nothing
   * @param from where it calls from
   * @return an anonymous caller who may everything, while no token is configured
   * @throws NotAdmittedException when the token is missing or wrong, or the address has guessed too
   *     often; then a right token counts only if it was right from there before
   */
  public Caller authenticate(@Nullable String token, InetAddress from) throws NotAdmittedException {
    if (!required()) {
      return Caller.anybody();
    }
    if (token == null || token.isEmpty()) {
      throw NotAdmittedException.missing();
    }
    Presented presented = new Presented(token);
    guesses.check(from, presented);
    Caller caller = find(presented);
    if (caller == null) {
      if (sources.stream().noneMatch(source -> source.isNoGuess(presented))) {
        guesses.wrong(from, presented);
      }
      throw NotAdmittedException.wrong();
    }
    guesses.right(from, presented);
    return caller;
  }

  private @Nullable Caller find(Presented token) {
    if (!token.isPlausible()) {
      return null;
    }
    for (TokenSource source : sources) {
      Caller caller = source.find(token);
      if (caller != null) {
        return caller;
      }
    }
    return null;
  }
}
