package dev.dropbell.upload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The directory of completed files. Nothing in it is ever half written: files appear by {@link
 * #place} only. Safe for concurrent use.
 *
 * <p>Symbolic links are not followed. Clients cannot make any; one that an operator made must not
 * lead an upload out of the root.
 */
final class FileTree {

  /** The size of a file that is not there. */
  static final long NONE = -1;

  private final Path root;

  FileTree(Path root) {
    this.root = root;
  }

  /** Makes a directory and those above it. */
  void makeDirectories(FilePath directory) throws IOException {
    Files.createDirectories(directory.in(root));
  }

  /**
   * Refuses a target that an upload cannot take, before its first byte.
   *
   * @return whether there is a completed file
   */
  boolean checkTarget(FilePath path) throws UploadException {
    checkDirectory(path.directory());
    BasicFileAttributes found = look(locate(path));
    if (found != null && !found.isRegularFile()) {
      throw new UploadException(UploadProblem.NOT_A_FILE);
    }
    return found != null;
  }

  /** How large the completed file is, or {@link #NONE}. */
  long size(FilePath path) {
    BasicFileAttributes found = look(path.in(root));
    return found == null ? NONE : found.size();
  }

  boolean exists(FilePath path) {
    return look(path.in(root)) != null;
  }

  /** What is there, be it a symbolic link; null when nothing is. */
  private static @Nullable BasicFileAttributes look(Path file) {
    try {
      return file.getFileSystem()
          .provider()
          .readAttributesIfExists(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
    } catch (IOException e) {
      return null; // as Files.exists has it: what cannot be looked at is not there
    }
  }

  /** The first of {@code a.jpg}, {@code a-1.jpg}, {@code a-2.jpg} … that is free. */
  FilePath freeName(FilePath path, Predicate<FilePath> taken) {
    int n = 0;
    while (exists(numbered(path, n)) || taken.test(numbered(path, n))) {
      n++;
    }
    return numbered(path, n);
  }

  /** The n-th name beside this one, such as {@code a-2.jpg}; the path itself for 0. */
  static FilePath numbered(FilePath path, int n) {
    if (n == 0) {
      return path;
    }
    String name = path.name();
    int dot = name.lastIndexOf('.') < 0 ? name.length() : name.lastIndexOf('.');
    if (bytes(name.substring(dot)) > FilePath.MAX_NAME_BYTES / 2) {
      dot = name.length(); // no extension, and it would leave no room for the number
    }
    String suffix = "-" + n + name.substring(dot);
    String stem = name.substring(0, dot);
    while (bytes(stem) + bytes(suffix) > FilePath.MAX_NAME_BYTES) {
      stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -1));
    }
    return path.sibling(stem + suffix);
  }

  private static int bytes(String name) {
    return name.getBytes(UTF_8).length;
  }

  /** Moves a file to its place in one step, over what may be there. */
  void place(Path file, FilePath path) throws IOException {
    Files.move(file, path.in(root), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Returns when the disk knows the names in this directory. */
  void force(FilePath directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory.in(root), StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private void checkDirectory(FilePath directory) throws UploadException {
    Path step = root;
    for (String name : directory.segments()) {
      step = locate(step, name);
      if (!Files.isDirectory(step, NOFOLLOW_LINKS)) {
        throw new UploadException(
            Files.isSymbolicLink(step)
                ? UploadProblem.OUTSIDE_HOME
                : UploadProblem.NO_SUCH_DIRECTORY);
      }
    }
  }

  private Path locate(FilePath path) throws UploadException {
    return locate(path.directory().in(root), path.name());
  }

  /** Without a UTF-8 locale the JVM cannot even name some files. */
  private static Path locate(Path directory, String name) throws UploadException {
    try {
      return directory.resolve(name);
    } catch (InvalidPathException e) {
      throw new UploadException(UploadProblem.UNSTORABLE_NAME, e);
    }
  }
}
