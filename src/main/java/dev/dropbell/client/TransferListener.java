package dev.dropbell.client;

import java.time.Duration;

/** Hears how transfers go, from several threads at a time. */
public interface TransferListener {

  /** Hears nothing. */
  TransferListener NONE = new TransferListener() {};

  /** It begins, or begins again. */
  default void started(String name) {}

  /** Its size has become known. */
  default void sized(String name, long bytes) {}

  /**
   * Bytes have gone over the line.
   *
   * @param at how much of the file the other side has, as far as is known
   */
  default void progressed(String name, long at) {}

  /**
   * An attempt has failed, and there will be another.
   *
   * @param attempt the number of the one to come, from 2
   * @param attempts how many there may be in all
   * @param pause until then
   */
  default void retrying(
      String name, TransferException why, int attempt, int attempts, Duration pause) {}

  /** The server has it, or we have. */
  default void completed(Receipt receipt) {}

  /** It was given up. */
  default void failed(String name, TransferException why) {}
}
