package dev.dropbell.upload;

/** A path that breaks the rules of {@link FilePath}. The message says which, and may be shown. */
public final class PathRefusedException extends RuntimeException {

  private static final int SHOWN = 64;

  private final String reason;

  PathRefusedException(String kind, String path, String rule) {
    this("%s '%s' %s.".formatted(kind, shown(path), rule));
  }

  private PathRefusedException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /** Which rule is broken, for people. */
  public String reason() {
    return reason;
  }

  /** The path as it may stand in an answer or a log line: short, and without control characters. */
  private static String shown(String path) {
    String printable = path.replaceAll("\\p{C}", "?");
    return printable.length() <= SHOWN ? printable : printable.substring(0, SHOWN) + "…";
  }
}
