package dev.dropbell.client.command;

import java.util.Locale;

/** Writes numbers and names for people. */
final class Sizes {

  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  private Sizes() {}

  /** Such as 47.1 KiB. */
  static String of(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }

  /** A name from elsewhere, without what a terminal would take for a command. */
  static String printable(String name) {
    return name.replaceAll("\\p{C}", "?");
  }
}
