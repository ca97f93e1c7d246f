package dev.dropbell.hub;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the log. Clients keep it as an opaque string and hand it back to resume.
 *
 * @param epoch names one life of the log; another epoch means that the log was lost in between
 * @param position counts the messages of that epoch from 1; 0 is the place before the first
 */
public record Cursor(String epoch, long position) {

  /** Eighteen digits are fewer than the largest number has, so that they always fit. */
  private static final Pattern FORM = Pattern.compile("([0-9a-zA-Z]{1,64}):([0-9]{1,18})");

  /**
   * The place that a client handed back.
   *
   * @throws InvalidCursorException when it was never given out by any log
   */
  public static Cursor parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new InvalidCursorException(
          "since must be a cursor as messages carry it, such as k3x9:1042; this is none.");
    }
    return new Cursor(parts.group(1), Long.parseLong(parts.group(2)));
  }

  /** The form that clients see: {@code k3x9:1042}. */
  @Override
  public String toString() {
    return epoch + ':' + position;
  }
}
