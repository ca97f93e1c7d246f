package dev.dropbell.upload;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The place of a file or directory below the root, normalised: {@code /cams/front/a.jpg}, or {@code
 * /} for the root itself. Always with slashes, whatever the operating system. Immutable.
 *
 * <p>A path that exists as an object obeys the rules for names, so nobody has to check them again.
 *
 * @param value absolute, without empty segments, {@code .} or {@code ..}
 */
public record FilePath(String value) {

  /** The root. */
  public static final FilePath ROOT = new FilePath("/");

  /** The most bytes of UTF-8 that one name may have; most file systems allow no more. */
  public static final int MAX_NAME_BYTES = 255;

  private static final char REPLACEMENT = '\uFFFD';

  /**
   * Where a path leads that somebody gave us.
   *
   * <p>{@code //} is {@code /}, {@code .} stays, {@code ..} goes up; {@code %} is an ordinary
   * character.
   *
   * @param path absolute below this one's home when it begins with a slash, else relative to {@code
   *     this}
   * @throws PathRefusedException when it climbs above {@code /}, or a name in it is not allowed
   */
  public FilePath resolve(String path) {
    List<String> segments = new ArrayList<>(path.startsWith("/") ? List.of() : segments());
    for (String segment : path.split("/", -1)) {
      switch (segment) {
        case "", "." -> {}
        case ".." -> climb(segments, path);
        default -> segments.add(checkName(segment));
      }
    }
    return of(segments);
  }

  /** This path as seen from the root, when {@code home} is where its {@code /} lies. */
  public FilePath below(FilePath home) {
    if (home.isRoot()) {
      return this;
    }
    return isRoot() ? home : new FilePath(home.value + value);
  }

  /** The last name; empty for the root. */
  public String name() {
    return value.substring(value.lastIndexOf('/') + 1);
  }

  /** The directory that holds this; the root for itself. */
  public FilePath directory() {
    int slash = value.lastIndexOf('/');
    return slash <= 0 ? ROOT : new FilePath(value.substring(0, slash));
  }

  /** The file of this name in the same directory. */
  public FilePath sibling(String name) {
    return directory().resolve(name);
  }

  /** Whether this is the directory itself or lies somewhere in it. */
  public boolean isBelow(FilePath directory) {
    return directory.isRoot() || equals(directory) || value.startsWith(directory.value + '/');
  }

  /** Whether this is the root. */
  public boolean isRoot() {
    return value.length() == 1;
  }

  /** The names on the way from the root. */
  public List<String> segments() {
    return isRoot() ? List.of() : List.of(value.substring(1).split("/", -1));
  }

  /** Where this lies in the file system. */
  Path in(Path root) {
    Path path = root;
    for (String segment : segments()) {
      path = path.resolve(segment);
    }
    return path;
  }

  @Override
  public String toString() {
    return value;
  }

  private static FilePath of(List<String> segments) {
    return segments.isEmpty() ? ROOT : new FilePath('/' + String.join("/", segments));
  }

  private static void climb(List<String> segments, String path) {
    if (segments.isEmpty()) {
      throw new PathRefusedException("Path", path, "climbs above the home directory");
    }
    segments.removeLast();
  }

  private static String checkName(String name) {
    if (name.startsWith(".")) {
      throw new PathRefusedException("Name", name, "begins with a dot");
    }
    if (name.indexOf('\\') >= 0) {
      throw new PathRefusedException("Name", name, "holds a backslash");
    }
    if (name.indexOf(REPLACEMENT) >= 0 || !isWellFormed(name)) {
      throw new PathRefusedException("Name", name, "is not valid UTF-8");
    }
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw new PathRefusedException("Name", name, "holds a control character");
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
      throw new PathRefusedException("Name", name, "is longer than " + MAX_NAME_BYTES + " bytes");
    }
    return name;
  }

  private static boolean isWellFormed(String name) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(name);
  }
}
