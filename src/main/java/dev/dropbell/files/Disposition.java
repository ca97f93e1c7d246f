package dev.dropbell.files;

/** The header that has a browser save a file under its name (RFC 6266, RFC 8187). */
final class Disposition {

  private Disposition() {}

  /** With a name of plain ASCII for old clients, and the real one. */
  static String attachment(String name) {
    StringBuilder plain = new StringBuilder(name.length());
    name.codePoints().forEach(c -> plain.append(isHarmless(c) ? (char) c : '_'));
    StringBuilder encoded = new StringBuilder(name.length());
    Text.appendUrl(encoded, name);
    return "attachment; filename=\"%s\"; filename*=UTF-8''%s".formatted(plain, encoded);
  }

  /**
   * A quote or backslash would need escaping, which clients read differently; so would a percent.
   */
  private static boolean isHarmless(int c) {
    return c >= ' ' && c < 0x7F && c != '"' && c != '\\' && c != '%';
  }
}
