package dev.dropbell.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Something that may take several attempts, each over a connection of its own. */
interface Transfer extends AutoCloseable {

  /** For people. */
  String name();

  /**
   * Tries.
   *
   * @param number of the attempt, from 1
   * @param next the upload behind it, if it is known
   */
  Receipt attempt(FtpConnection connection, int number, @Nullable Next next) throws IOException;

  @Override
  void close() throws IOException;
}
