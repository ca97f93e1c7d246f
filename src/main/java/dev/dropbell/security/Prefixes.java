package dev.dropbell.security;

import java.util.Arrays;
import java.util.List;

/**
 * Prefixes of slash-separated names that match whole segments: {@code uploads/cams} covers itself
 * and {@code uploads/cams/front}, but not {@code uploads/camsX}.
 */
final class Prefixes {

  private static final String ROOT = "/";

  private Prefixes() {}

  static boolean cover(List<String> prefixes, String name) {
    return prefixes.stream().anyMatch(prefix -> covers(prefix, name));
  }

  private static boolean covers(String prefix, String name) {
    return name.equals(prefix) || name.startsWith(prefix.equals(ROOT) ? prefix : prefix + '/');
  }

  /** Whether a path is absolute and has nothing in it that could lead elsewhere. */
  static boolean isNormalised(String path) {
    if (!path.startsWith(ROOT) || path.indexOf('\\') >= 0) {
      return false;
    }
    return hasPlainSegments(
        path.substring(
            1, path.length() > 1 && path.endsWith(ROOT) ? path.length() - 1 : path.length()));
  }

  /** Whether no segment is empty, {@code .} or {@code ..}; the empty name has none. */
  static boolean hasPlainSegments(String name) {
    return name.isEmpty()
        || Arrays.stream(name.split("/", -1))
            .noneMatch(s -> s.isEmpty() || s.equals(".") || s.equals(".."));
  }
}
