package dev.dropbell.client;

import java.io.IOException;

/** Where a download goes, and what is there of it; digested on the way. */
interface Sink extends AutoCloseable {

  /** How many bytes are there. */
  long size();

  /** Adds to them. */
  void write(byte[] bytes, int length) throws IOException;

  /**
   * Throws them away, because the file on the server has changed.
   *
   * @throws TransferException when they cannot be called back
   */
  void restart() throws IOException;

  /** The SHA-256 of what is there. */
  String sha256();

  @Override
  void close() throws IOException;
}
