package dev.dropbell.upload;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A SHA-256 that keeps up with a fast network: it costs about as much as everything else that
 * happens to a byte, so large pieces are digested on another thread while the caller stores them
 * and reads the next. Belongs to one thread.
 */
final class Digest {

  /** Below it, handing over costs more than it saves. */
  private static final int WORTH_A_THREAD = 64 * 1024;

  private static final Executor ASIDE =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("digest-", 0).factory());

  private final MessageDigest sha256 = sha256();

  /** The piece that is being digested. */
  private @Nullable CompletableFuture<Void> pending;

  /**
   * Adds what remains in a buffer of the digest's own, whose bytes must not change until the call
   * after the next, or {@link #await}.
   */
  void update(ByteBuffer piece) {
    await();
    if (piece.remaining() < WORTH_A_THREAD) {
      sha256.update(piece);
    } else {
      pending = CompletableFuture.runAsync(() -> sha256.update(piece), ASIDE);
    }
  }

  /** Adds a piece that may change as soon as this returns. */
  void updateNow(ByteBuffer piece) {
    await();
    sha256.update(piece);
  }

  /** The digest of all pieces. */
  String hex() {
    await();
    return HexFormat.of().formatHex(sha256.digest());
  }

  /** Returns when no piece is being digested. */
  void await() {
    CompletableFuture<Void> running = pending;
    if (running != null) {
      running.join();
      pending = null;
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
