package dev.dropbell.socketio;

import dev.dropbell.hub.UserId;
import dev.dropbell.security.Caller;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Decides who is let in. Until it has, a connection is nothing: it joins nothing and gets nothing.
 *
 * <p>Called on event loops: it must not block, and may answer later from any thread.
 */
@FunctionalInterface
interface Admission {

  /**
   * A client that knocks.
   *
   * @param namespace that it wants to enter
   * @param auth what it brings along, JSON as plain Java values; null for nothing
   * @param origin of the web page that it runs in; null outside browsers
   */
  record Knock(
      String namespace,
      @Nullable Object auth,
      InetSocketAddress remoteAddress,
      @Nullable String origin) {}

  /**
   * A client that is let in.
   *
   * @param userId whom it belongs to; null when it belongs to nobody
   * @param caller what it may
   */
  record Admitted(@Nullable UserId userId, Caller caller) {}

  /** A client is not let in. The message is for the client and says what to change. */
  final class RefusedException extends RuntimeException {
    RefusedException(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * Answers.
   *
   * @return completes exceptionally with a {@link RefusedException} when the client is not let in
   */
  CompletableFuture<Admitted> admit(Knock knock);

  /** Lets everybody in as whom he says he is. */
  static CompletableFuture<Admitted> everybody(Knock knock) {
    try {
      return CompletableFuture.completedFuture(
          new Admitted(Identity.userOf(knock.auth()), Caller.anybody()));
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(new RefusedException(String.valueOf(e.getMessage())));
    }
  }
}
