package dev.dropbell.upload;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The completed files, to be read. What a {@link FilePath} cannot name (dotfiles, and so the
 * staging directory) does not exist here, and symbolic links do not either. Thread-safe.
 */
public final class CompletedFiles {

  private final Path root;

  CompletedFiles(Path root) {
    this.root = root;
  }

  /**
   * A file or directory.
   *
   * @param sizeBytes 0 for a directory
   */
  public record Entry(FilePath path, boolean isDirectory, long sizeBytes, Instant modifiedAt) {}

  /** What is at this path; empty when there is nothing, or a symbolic link on the way. */
  public Optional<Entry> find(FilePath path) {
    try {
      Path place = root;
      for (String name : path.segments()) {
        if (!Files.isDirectory(place, NOFOLLOW_LINKS)) {
          return Optional.empty();
        }
        place = place.resolve(name);
      }
      return entry(path, place);
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  /**
   * What a directory holds, by name. Names that no client could have given are left out.
   *
   * @throws NoSuchFileException when there is no such directory
   */
  public List<Entry> list(FilePath directory) throws IOException {
    if (!find(directory).map(Entry::isDirectory).orElse(false)) {
      throw new NoSuchFileException(directory.value());
    }
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.in(root))) {
      for (Path file : files) {
        child(directory, file).ifPresent(entries::add);
      }
    }
    entries.sort(Comparator.comparing(e -> e.path().value()));
    return entries;
  }

  /**
   * Opens a file. What is read is the file that was there now, also when it is replaced meanwhile.
   *
   * @throws NoSuchFileException when there is no such file
   */
  public FileChannel open(FilePath path) throws IOException {
    if (find(path).map(Entry::isDirectory).orElse(true)) {
      throw new NoSuchFileException(path.value());
    }
    return FileChannel.open(path.in(root), StandardOpenOption.READ, NOFOLLOW_LINKS);
  }

  private static Optional<Entry> child(FilePath directory, Path file) throws IOException {
    try {
      return entry(directory.resolve(file.getFileName().toString()), file);
    } catch (PathRefusedException | NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static Optional<Entry> entry(FilePath path, Path place) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(place, BasicFileAttributes.class, NOFOLLOW_LINKS);
    if (!attributes.isDirectory() && !attributes.isRegularFile()) {
      return Optional.empty();
    }
    return Optional.of(
        new Entry(
            path,
            attributes.isDirectory(),
            attributes.isDirectory() ? 0 : attributes.size(),
            attributes.lastModifiedTime().toInstant()));
  }
}
