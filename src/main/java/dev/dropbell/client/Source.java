package dev.dropbell.client;

import java.io.IOException;
import java.util.OptionalLong;

/** What is sent: read once from front to back for each attempt, and digested on the way. */
interface Source extends AutoCloseable {

  /** How many bytes it has; empty while that is not known. */
  OptionalLong size();

  /**
   * Goes to a place, having digested what is before it.
   *
   * @throws TransferException when that cannot be read again
   */
  void seek(long offset) throws IOException;

  /** The next bytes; -1 at the end. */
  int read(byte[] buffer) throws IOException;

  /** The SHA-256 of what stands before the place where it is. */
  String sha256();

  /**
   * The SHA-256 of the first bytes.
   *
   * @throws TransferException when they cannot be read again
   */
  default String sha256(long first) throws IOException {
    seek(first);
    return sha256();
  }

  /**
   * Makes sure that what was read is one file, whole.
   *
   * @throws TransferException when it has changed meanwhile
   */
  void checkUnchanged() throws IOException;

  @Override
  void close() throws IOException;
}
