package dev.dropbell.client;

import java.io.IOException;

/** Something that may take several attempts, each over a connection of its own. */
interface Transfer extends AutoCloseable {

  /** For people. */
  String name();

  /**
   * Tries.
   *
   * @param number of the attempt, from 1
   */
  Receipt attempt(FtpConnection connection, int number) throws IOException;

  @Override
  void close() throws IOException;
}
