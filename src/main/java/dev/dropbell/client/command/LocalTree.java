package dev.dropbell.client.command;

import dev.dropbell.client.DropbellClient.Put;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
  void add(Path path) {
    Path named = path.toAbsolutePath().normalize();
    String name = named.getFileName() == null ? "" : named.getFileName().toString();
    if (Files.isDirectory(path)) {
      walk(path, target + name);
    } else {
      addAs(path, target + name);
    }
  }

  /** A file, under another name. */
  void addAs(Path file, String to) {
    try {
      add(file, to, Files.size(file));
    } catch (IOException e) {
      unreadable.put(file.toString(), why(e));
    }
  }

  private void add(Path file, String to, long size) {
    files.add(new Put(file, to));
    bytes += size;
  }

  private static String why(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "no such file";
      case AccessDeniedException _ -> "permission denied";
      case FileSystemLoopException _ -> "a link back to a directory that it is in";
      default -> String.valueOf(e.getMessage());
    };
  }

  private void walk(Path root, String to) {
    try {
      Files.walkFileTree(
          root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new Visitor(root, to));
    } catch (IOException e) {
      unreadable.put(root.toString(), why(e));
    }
  }

  private final class Visitor extends SimpleFileVisitor<Path> {

    private final Path root;
    private final String to;

    Visitor(Path root, String to) {
      this.root = root;
      this.to = to;
    }

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
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      unreadable.put(file.toString(), why(e));
      return FileVisitResult.CONTINUE;
    }
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
