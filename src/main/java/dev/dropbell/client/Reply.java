package dev.dropbell.client;

import java.util.List;

/**
 * What a server answered (RFC 959, section 4.2).
 *
 * @param code three digits
 * @param lines as they came, the first with the code
 */
record Reply(int code, List<String> lines) {

  Reply {
    lines = List.copyOf(lines);
  }

  /** 1yz: more will come. */
  boolean isPreliminary() {
    return code / 100 == 1;
  }

  /** 2yz: done. */
  boolean isCompletion() {
    return code / 100 == 2;
  }

  /** 3yz: go on. */
  boolean isIntermediate() {
    return code / 100 == 3;
  }

  /** The first line, for people; without what a terminal would take for a command. */
  String text() {
    return lines.getFirst().strip().replaceAll("\\p{Cntrl}", "?");
  }

  /** What stands behind the code in the first line. */
  String argument() {
    return lines.getFirst().substring(3).strip();
  }
}
