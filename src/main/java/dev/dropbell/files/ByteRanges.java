package dev.dropbell.files;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes a {@code Range} header asks for (RFC 9110, 14.1 and 14.2).
 *
 * <pre>
 *   bytes=0-499        the first 500
 *   bytes=9500-        from there to the end
 *   bytes=-500         the last 500
 *   bytes=0-0,-1       the first and the last
 * </pre>
 */
final class ByteRanges {

  /** More would cost us more than they help anybody: the whole file is sent instead. */
  static final int MAX_RANGES = 64;

  private static final String UNIT = "bytes=";
  private static final Pattern RANGE = Pattern.compile("(\\d*)-(\\d*)");

  /** Longer numbers are larger than any file. */
  private static final int MAX_DIGITS = 18;

  private ByteRanges() {}

  /**
   * Bytes of a file.
   *
   * @param last included
   */
  record ByteRange(long first, long last) {

    long count() {
      return last - first + 1;
    }
  }

  /**
   * Reads the header. Ranges that overlap or touch become one; then all come in their order in the
   * file, and else as they were asked for.
   *
   * @param header null when there is none
   * @param size of the file
   * @return empty when the file has none of the bytes, which is 416; null when the whole file is to
   *     be sent: without a header, or with one that is malformed or asks for too much
   */
  static @Nullable List<ByteRange> parse(@Nullable String header, long size) {
    if (header == null || !header.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
      return null;
    }
    List<ByteRange> ranges = new ArrayList<>();
    int count = 0;
    for (String text : header.substring(UNIT.length()).split(",", -1)) {
      String spec = text.strip();
      if (spec.isEmpty()) {
        continue; // an empty element of a list is allowed (5.6.1)
      }
      Matcher range = RANGE.matcher(spec);
      if (++count > MAX_RANGES || !range.matches() || !isValid(range)) {
        return null;
      }
      ByteRange found = range(range.group(1), range.group(2), size);
      if (found != null) {
        ranges.add(found);
      }
    }
    return count == 0 ? null : merged(ranges);
  }

  private static boolean isValid(Matcher range) {
    String first = range.group(1);
    String last = range.group(2);
    if (first.isEmpty()) {
      return !last.isEmpty();
    }
    return last.isEmpty() || number(first) <= number(last);
  }

  /** What of it the file has; null for nothing. */
  private static @Nullable ByteRange range(String first, String last, long size) {
    if (first.isEmpty()) {
      long count = Math.min(number(last), size);
      return count == 0 ? null : new ByteRange(size - count, size - 1);
    }
    long from = number(first);
    if (from >= size) {
      return null;
    }
    return new ByteRange(from, last.isEmpty() ? size - 1 : Math.min(number(last), size - 1));
  }

  private static long number(String digits) {
    String significant = digits.replaceFirst("^0+(?=.)", "");
    return significant.length() > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(significant);
  }

  private static List<ByteRange> merged(List<ByteRange> ranges) {
    List<ByteRange> sorted = new ArrayList<>(ranges);
    sorted.sort(Comparator.comparingLong(ByteRange::first));
    List<ByteRange> merged = new ArrayList<>();
    for (ByteRange range : sorted) {
      ByteRange before = merged.isEmpty() ? null : merged.getLast();
      if (before != null && range.first() <= before.last() + 1) {
        merged.set(
            merged.size() - 1,
            new ByteRange(before.first(), Math.max(before.last(), range.last())));
      } else {
        merged.add(range);
      }
    }
    // A client that wants the end first gets it first.
    return merged.size() == ranges.size() ? ranges : merged;
  }
}
