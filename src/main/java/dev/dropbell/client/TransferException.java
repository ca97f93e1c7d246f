package dev.dropbell.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Why something was not transferred, in a message for people, and whether trying again may help.
 */
public final class TransferException extends IOException {

  private final boolean retryable;
  private final int replyCode;
  private final boolean hopeless;

  TransferException(String message, boolean retryable) {
    this(message, retryable, 0, false, null);
  }

  TransferException(String message, boolean retryable, Throwable cause) {
    this(message, retryable, 0, false, cause);
  }

  private TransferException(
      String message,
      boolean retryable,
      int replyCode,
      boolean hopeless,
      @Nullable Throwable cause) {
    super(message, cause);
    this.retryable = retryable;
    this.replyCode = replyCode;
    this.hopeless = hopeless;
  }

  /** What a server's negative reply means. */
  static TransferException refused(Reply reply) {
    return new TransferException(
        reply.text(), Failures.isTransient(reply.code()), reply.code(), false, null);
  }

  /** The same failure, of the server and not of one file: no other file would fare better. */
  TransferException forAll() {
    return new TransferException(message(), retryable, replyCode, true, this);
  }

  /** The same failure with more said about it. */
  TransferException saying(String message) {
    return new TransferException(message, retryable, replyCode, hopeless, this);
  }

  /** What went wrong. */
  public String message() {
    return String.valueOf(getMessage());
  }

  /** Whether another attempt may succeed where this one failed. */
  public boolean retryable() {
    return retryable;
  }

  /** The server's reply (RFC 959, section 4.2); 0 when it was not a reply that failed it. */
  public int replyCode() {
    return replyCode;
  }

  /** Whether no other file would fare better, because the server cannot be reached or entered. */
  boolean hopeless() {
    return hopeless;
  }
}
