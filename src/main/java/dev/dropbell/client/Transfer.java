package dev.dropbell.client;

import java.io.IOException;
import java.util.OptionalLong;

/** Something that may take several attempts, each over a connection of its own. */
interface Transfer extends AutoCloseable {

  /** For people. */
  String name();

  /**
   * Tries.
   *
   * @param number of the attempt, from 1
   * @param next how many bytes the upload behind it will send; empty when there is none
   */
  Receipt attempt(FtpConnection connection, int number, OptionalLong next) throws IOException;

  @Override
  void close() throws IOException;
}
