package dev.dropbell.client;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What HASH tells of a file (draft-bryan-ftpext-hash-02, section 3.2): {@code 213 SHA-256 0-49 HEX
 * NAME}.
 *
 * @param range the first and last byte that were digested
 * @param sha256 in hexadecimal, small letters
 */
record Hashed(String range, String sha256) {

  private static final Pattern ANSWER =
      Pattern.compile("SHA-256 (\\d+-\\d+) (\\p{XDigit}{64})( .*)?", Pattern.CASE_INSENSITIVE);

  static @Nullable Hashed parse(Reply reply) {
    Matcher answer = ANSWER.matcher(reply.argument());
    return reply.isCompletion() && answer.matches()
        ? new Hashed(answer.group(1), answer.group(2).toLowerCase(Locale.ROOT))
        : null;
  }

  /** Whether it is the whole of a file of this size: some count the last byte in, some do not. */
  boolean covers(long bytes) {
    return range.equals("0-" + Math.max(0, bytes - 1)) || range.equals("0-" + bytes);
  }
}
