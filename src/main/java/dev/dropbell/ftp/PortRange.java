package dev.dropbell.ftp;

/**
 * Ports from one to another, both included; 0-0 stands for any free port.
 *
 * @param from the first
 * @param to the last
 */
record PortRange(int from, int to) {

  PortRange {
    if (from < 0 || to > 65535 || from > to || (from == 0 && to != 0)) {
      throw new IllegalArgumentException(
          "%d-%d is no range of ports; write FROM-TO such as 30000-30099, or 0 for any free port."
              .formatted(from, to));
    }
  }

  /** Reads {@code 30000-30099}, {@code 30000} or {@code 0}. Spring calls it for the setting. */
  public static PortRange valueOf(String text) {
    String[] ends = text.trim().split("\\s*-\\s*", 2);
    try {
      int from = Integer.parseInt(ends[0]);
      return new PortRange(from, ends.length == 1 ? from : Integer.parseInt(ends[1]));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'%s' is no range of ports; write FROM-TO such as 30000-30099, or 0 for any free port."
              .formatted(text));
    }
  }

  boolean isAny() {
    return from == 0;
  }

  int size() {
    return to - from + 1;
  }
}
