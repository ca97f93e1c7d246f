package dev.dropbell.client;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What HASH tells of a file (draft-bryan-ftpext-hash-02, section 3.2): {@code 213 SHA-256 0-49 HEX
 * NAME}.
 *
 * @param range the first and last byte that were digested
 * @param sha256 in hexadecimal, small letters
 */
record Hashed(String range, String sha256) {

  private static final int HEX_DIGITS = 64;

  static @Nullable Hashed parse(Reply reply) {
    String[] words = reply.argument().split(" ", 4);
    boolean told =
        reply.isCompletion()
            && words.length >= 3
            && words[0].equalsIgnoreCase("SHA-256")
            && words[2].length() == HEX_DIGITS;
    return told ? new Hashed(words[1], words[2].toLowerCase(Locale.ROOT)) : null;
  }

  /** Whether it is the whole of a file of this size: some count the last byte in, some do not. */
  boolean covers(long bytes) {
    return range.equals("0-" + Math.max(0, bytes - 1)) || range.equals("0-" + bytes);
  }
}
