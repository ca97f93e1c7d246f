package dev.dropbell.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/** Writes names that strangers chose where they must not be taken for anything else. */
final class Text {

  private static final String HEX = "0123456789ABCDEF";

  /**
   * Control characters, line breaks and marks that turn the writing direction: {@code
   * invoice<U+202E>fdp.exe} would read as a PDF.
   */
  private static final Pattern UNPRINTABLE =
      Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]");

  private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB"};

  private Text() {}

  /** Appends a name as one segment of a URL: all but the unreserved characters encoded. */
  static void appendUrl(StringBuilder url, String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (isUnreserved(c)) {
        url.append(c);
      } else if (c < 0x80) {
        appendPercent(url, c);
      } else {
        int end = i + 1;
        while (end < name.length() && name.charAt(end) >= 0x80) {
          end++;
        }
        for (byte octet : name.substring(i, end).getBytes(UTF_8)) {
          appendPercent(url, octet & 0xFF);
        }
        i = end - 1;
      }
    }
  }

  /** RFC 3986, 2.3. */
  private static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }

  private static void appendPercent(StringBuilder url, int octet) {
    url.append('%').append(HEX.charAt(octet >> 4)).append(HEX.charAt(octet & 0xF));
  }

  /** A name as the content of an HTML element or a quoted attribute, for people to read. */
  static String html(String name) {
    StringBuilder html = new StringBuilder(name.length() + 16);
    appendHtml(html, name);
    return html.toString();
  }

  /** Appends what {@link #html} tells. */
  static void appendHtml(StringBuilder html, String name) {
    String shown = isPlain(name) ? name : UNPRINTABLE.matcher(name).replaceAll("\uFFFD");
    for (int i = 0; i < shown.length(); i++) {
      char c = shown.charAt(i);
      switch (c) {
        case '&' -> html.append("&amp;");
        case '<' -> html.append("&lt;");
        case '>' -> html.append("&gt;");
        case '"' -> html.append("&quot;");
        case '\'' -> html.append("&#39;");
        default -> html.append(c);
      }
    }
  }

  private static boolean isPlain(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < ' ' || c >= 0x7F) {
        return false;
      }
    }
    return true;
  }

  /** Appends a size for people, as the dashboard shows it: {@code 48213} is {@code 48.2 kB}. */
  static void appendSize(StringBuilder text, long bytes) {
    if (bytes < 1000) {
      text.append(bytes).append(bytes == 1 ? " byte" : " bytes");
      return;
    }
    // The unit in which three digits suffice; 999.5 would round up to 1000 of the one before.
    int unit = 0;
    double value = bytes / 1000d;
    while (value >= 999.5 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    appendDigits(text, value);
    text.append(' ').append(UNITS[unit]);
  }

  private static void appendDigits(StringBuilder text, double value) {
    int scale = value < 9.995 ? 100 : value < 99.95 ? 10 : 1;
    long scaled = Math.round(value * scale);
    long fraction = scaled % scale;
    text.append(scaled / scale);
    if (fraction > 0) {
      text.append('.');
      for (long place = scale / 10; place > 0 && fraction > 0; place /= 10) {
        text.append(fraction / place);
        fraction %= place;
      }
    }
  }

  /** Appends a size to the byte: {@code 48213} is {@code 48,213 bytes}. */
  static void appendExactSize(StringBuilder text, long bytes) {
    int start = text.length();
    text.append(bytes);
    for (int comma = text.length() - 3; comma > start; comma -= 3) {
      text.insert(comma, ',');
    }
    text.append(bytes == 1 ? " byte" : " bytes");
  }
}
