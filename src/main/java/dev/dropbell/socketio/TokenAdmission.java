package dev.dropbell.socketio;

import dev.dropbell.hub.UserId;
import dev.dropbell.security.Caller;
import dev.dropbell.security.NotAdmittedException;
import dev.dropbell.security.NotAllowedException;
import dev.dropbell.security.Scope;
import dev.dropbell.security.Tokens;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who brings a token to subscribe with: {@code auth: {"token": "db_…"}}. Its user is the
 * token's, whatever the client says. Safe for concurrent use.
 */
final class TokenAdmission implements Admission {

  private final Tokens tokens;

  TokenAdmission(Tokens tokens) {
    this.tokens = tokens;
  }

  /** Answers at once while no token is needed, and else from a thread that may take its time. */
  @Override
  public CompletableFuture<Admitted> admit(Knock knock) {
    return tokens.required()
        ? CompletableFuture.supplyAsync(() -> check(knock), task -> Thread.ofVirtual().start(task))
        : Admission.everybody(knock);
  }

  private Admitted check(Knock knock) {
    try {
      Caller caller = tokens.authenticate(token(knock.auth()), knock.remoteAddress().getAddress());
      caller.require(Scope.SUBSCRIBE);
      return new Admitted(caller.userId().map(UserId::of).orElse(null), caller);
    } catch (NotAdmittedException | NotAllowedException e) {
      throw new RefusedException(String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable String token(@Nullable Object auth) {
    return auth instanceof Map<?, ?> map && map.get("token") instanceof String token ? token : null;
  }
}
