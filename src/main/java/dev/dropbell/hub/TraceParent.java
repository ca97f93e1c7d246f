package dev.dropbell.hub;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where in its publisher's trace a message was published, so that whoever gets it can go on with
 * that trace. Immutable.
 *
 * <pre>
 *   00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
 *   |  trace-id, 16 bytes, not all zero |                |
 *   version, not ff                     parent-id, 8     flags; bit 0: sampled
 * </pre>
 *
 * @param text as drawn
 * @see <a href="https://www.w3.org/TR/trace-context/#traceparent-header">W3C Trace Context, 3.2</a>
 */
public record TraceParent(String text) {

  private static final Pattern FORMAT =
      Pattern.compile(
          "(?!ff)(?<version>[0-9a-f]{2})"
              + "-(?<ids>(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16})"
              + "-(?<flags>[0-9a-f]{2})(?<more>-.*)?");

  private static final String VERSION = "00";
  private static final int SAMPLED = 1;
  private static final int TRACE_ID_BEGIN = 3;
  private static final int TRACE_ID_END = 35;

  /**
   * What a publisher said. Of a later version, which may have more behind the flags, it takes what
   * this version knows, as section 3.2.4 demands.
   *
   * @return null when it is malformed: then there is no trace to go on with
   */
  public static @Nullable TraceParent parse(String header) {
    Matcher parts = FORMAT.matcher(header);
    if (!parts.matches()) {
      return null;
    }
    if (parts.group("version").equals(VERSION)) {
      return parts.group("more") == null ? new TraceParent(header) : null;
    }
    int sampled = Integer.parseInt(parts.group("flags"), 16) & SAMPLED;
    return new TraceParent("%s-%s-0%d".formatted(VERSION, parts.group("ids"), sampled));
  }

  /** The name of the trace, 32 hex digits. */
  public String traceId() {
    return text.substring(TRACE_ID_BEGIN, TRACE_ID_END);
  }
}
