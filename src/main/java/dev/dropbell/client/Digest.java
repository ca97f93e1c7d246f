package dev.dropbell.client;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A running SHA-256 that can be looked at on the way. Not thread-safe. */
final class Digest {

  private MessageDigest running = create();
  private long bytes;

  void update(byte[] buffer, int length) {
    running.update(buffer, 0, length);
    bytes += length;
  }

  /** How many bytes it has seen. */
  long bytes() {
    return bytes;
  }

  void reset() {
    running = create();
    bytes = 0;
  }

  /** In hexadecimal, of what it has seen so far. */
  String hex() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) running.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
    }
  }

  private static MessageDigest create() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
