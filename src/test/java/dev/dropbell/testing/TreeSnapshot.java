package dev.dropbell.testing;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Everything below a directory at one moment: names, sizes, times, contents; symbolic links are not
 * followed. What begins with {@code .dropbell} is left out. Two are equal when nothing has changed.
 *
 * @param entries a description of each, by its path
 */
public record TreeSnapshot(SortedMap<String, String> entries) {

  /** Takes it now. */
  public static TreeSnapshot of(Path root) {
    SortedMap<String, String> entries = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      paths
          .filter(path -> !path.startsWith(root.resolve(".dropbell")))
          .forEach(path -> entries.put(root.relativize(path).toString(), describe(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new TreeSnapshot(entries);
  }

  private static String describe(Path path) {
    try {
      if (Files.isSymbolicLink(path)) {
        return "link to " + Files.readSymbolicLink(path);
      }
      String time = Files.getLastModifiedTime(path, NOFOLLOW_LINKS).toString();
      return Files.isDirectory(path, NOFOLLOW_LINKS)
          ? "directory " + time
          : "file " + time + " " + Arrays.toString(Files.readAllBytes(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
