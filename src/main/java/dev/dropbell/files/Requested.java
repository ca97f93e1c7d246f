package dev.dropbell.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The path of a request below {@code /files}, decoded. Immutable.
 *
 * <p>It names only what can exist: no dotfile, nothing above the root, no name that a file system
 * could not hold. Other than for uploads a control character is allowed in a name, since an
 * operator may have put such a file there.
 *
 * @param names from the root down; empty for the root
 * @param slash whether it ends with one
 */
record Requested(List<String> names, boolean slash) {

  private static final int MAX_NAME_BYTES = 255;
  private static final char REPLACEMENT = '\uFFFD';

  Requested {
    names = List.copyOf(names);
  }

  /**
   * Reads it.
   *
   * @param pathInfo as the container has decoded it; null when there is nothing behind {@code
   *     /files}
   * @return null when no file or directory can be meant
   */
  static @Nullable Requested parse(@Nullable String pathInfo) {
    if (pathInfo == null) {
      return new Requested(List.of(), false);
    }
    if (pathInfo.equals("/")) {
      return new Requested(List.of(), true);
    }
    boolean slash = pathInfo.endsWith("/");
    String path = pathInfo.substring(1, pathInfo.length() - (slash ? 1 : 0));
    List<String> names = List.of(path.split("/", -1));
    return names.stream().allMatch(Requested::isName) ? new Requested(names, slash) : null;
  }

  /** Whether a file or directory that is shown can have this name. */
  static boolean isName(String name) {
    if (name.isEmpty() || name.charAt(0) == '.') {
      return false;
    }
    boolean ascii = true;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '\0' || c == '\\' || c == '/' || c == REPLACEMENT) {
        return false;
      }
      ascii &= c < 0x80;
    }
    if (name.length() * 3 <= MAX_NAME_BYTES && ascii) {
      return true;
    }
    return UTF_8.newEncoder().canEncode(name) && name.getBytes(UTF_8).length <= MAX_NAME_BYTES;
  }

  boolean isRoot() {
    return names.isEmpty();
  }

  /** As events name it: {@code /cams/front}, {@code /} for the root. */
  String path() {
    return "/" + String.join("/", names);
  }

  /** The last name; empty for the root. */
  String name() {
    return names.isEmpty() ? "" : names.getLast();
  }

  /** Where to ask for it: {@code /files/cams/front}, with the slash of a directory when asked. */
  String url(boolean directory) {
    StringBuilder url = new StringBuilder("/files");
    for (String name : names) {
      url.append('/');
      Text.appendUrl(url, name);
    }
    return directory ? url.append('/').toString() : url.toString();
  }
}
