package dev.dropbell.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.bcrypt.BCrypt;

/**
 * Tokens known by their bcrypt hash. To hash takes some 100 ms of a processor, so what came out is
 * remembered by the token's SHA-256, right or wrong, and one token is hashed at a time: whoever
 * guesses slows down those with new tokens, not the service. Safe from any thread.
 */
final class BcryptTokens implements TokenSource {

  /** bcrypt ignores what comes after, so that a longer token would have many equals. */
  private static final int MAX_BYTES = 72;

  private static final int MOST_REMEMBERED = 10_000;

  private final List<SecurityProperties.Token> tokens;
  private final ReentrantLock hashing = new ReentrantLock();

  /** Null values are wrong tokens. The least used go first. Guarded by itself. */
  private final Map<ByteBuffer, @Nullable Caller> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, @Nullable Caller> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  BcryptTokens(List<SecurityProperties.Token> tokens) {
    this.tokens =
        tokens.stream().filter(token -> token.hash().kind() == TokenHash.Kind.BCRYPT).toList();
  }

  @Override
  public @Nullable Caller find(Presented token) {
    if (tokens.isEmpty() || token.text().getBytes(UTF_8).length > MAX_BYTES) {
      return null;
    }
    return isRemembered(token) ? recall(token) : hash(token);
  }

  private @Nullable Caller hash(Presented token) {
    hashing.lock();
    try {
      if (isRemembered(token)) {
        return recall(token); // hashed while we waited
      }
      Caller caller = match(token.text());
      synchronized (remembered) {
        remembered.put(token.digest(), caller);
      }
      return caller;
    } finally {
      hashing.unlock();
    }
  }

  private @Nullable Caller match(String text) {
    for (SecurityProperties.Token token : tokens) {
      if (BCrypt.checkpw(text, token.hash().text())) {
        return token.caller();
      }
    }
    return null;
  }

  private boolean isRemembered(Presented token) {
    synchronized (remembered) {
      return remembered.containsKey(token.digest());
    }
  }

  private @Nullable Caller recall(Presented token) {
    synchronized (remembered) {
      return remembered.get(token.digest());
    }
  }
}
