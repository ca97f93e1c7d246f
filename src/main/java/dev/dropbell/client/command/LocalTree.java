package dev.dropbell.client.command;

import dev.dropbell.client.DropbellClient.Put;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which files go where, and which directories they need there. Not thread-safe. */
final class LocalTree {

  private final String target;
  private final List<Put> files = new ArrayList<>();
  private final List<String> directories = new ArrayList<>();
  private final Map<String, String> unreadable = new LinkedHashMap<>();
  private long bytes;

  /**
   * Collects what goes into a directory.
   *
   * @param target ends with a slash, or is empty
   */
  LocalTree(String target) {
    this.target = target;
  }

  /** A file, under its name; a directory with all that is in it, under its. */
  void add(Path path) throws IOException {
    Path named = path.toAbsolutePath().normalize();
    String name = named.getFileName() == null ? "" : named.getFileName().toString();
    if (Files.isDirectory(path)) {
      walk(path, target + name);
    } else {
      add(path, target + name, Files.size(path));
    }
  }

  /** A file, under another name. */
  void addAs(Path file, String to) throws IOException {
    add(file, to, Files.size(file));
  }

  private void add(Path file, String to, long size) {
    files.add(new Put(file, to));
    bytes += size;
  }

  private void walk(Path root, String to) throws IOException {
    Files.walkFileTree(
        root,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes facts) {
            directories.add(remote(root, directory, to));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes facts) {
            if (facts.isRegularFile()) {
              add(file, remote(root, file, to), facts.size());
            } else {
              unreadable.put(file.toString(), "not a file");
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException why) {
            unreadable.put(file.toString(), why.getClass().getSimpleName());
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static String remote(Path root, Path path, String to) {
    StringBuilder name = new StringBuilder(to);
    for (Path segment : root.relativize(path)) {
      if (!segment.toString().isEmpty()) {
        name.append('/').append(segment);
      }
    }
    return name.toString();
  }

  List<Put> files() {
    return files;
  }

  /** Those above before those in them. */
  List<String> directories() {
    return directories;
  }

  /** What could not be read, and why. */
  Map<String, String> unreadable() {
    return unreadable;
  }

  long bytes() {
    return bytes;
  }
}
