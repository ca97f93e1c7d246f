package dev.dropbell.upload;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The directory where bytes land first. It lies below the root, so that the last move is a rename
 * within one file system, and its name begins with a dot, so that nobody is shown it.
 *
 * <p>An upload is {@code <id>.part}; once it is worth resuming, {@code <id>.properties} beside it
 * says whose it is. Safe for concurrent use.
 */
final class Staging {

  static final String NAME = ".dropbell/staging";

  private static final String PART = ".part";
  private static final String LABEL = ".properties";

  /** What is called otherwise is none of ours, and left alone. */
  private static final Pattern ID_PART =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}\\.part");

  private final Path directory;

  Staging(Path root) {
    this.directory = root.resolve(NAME);
  }

  /**
   * What is known of a staged file.
   *
   * @param owner null when it was too small to be labelled
   */
  record Staged(UUID id, Path part, @Nullable Owner owner) {}

  /** Whose upload it is, and where to. */
  record Owner(String user, FilePath path) {}

  void make() throws IOException {
    Files.createDirectories(directory);
  }

  Path part(UUID id) {
    return directory.resolve(id + PART);
  }

  /** Writes down whose upload this is, once, so that a restart does not forget it. */
  void label(UUID id, Owner owner) throws IOException {
    Path file = directory.resolve(id + LABEL);
    if (Files.exists(file) && Files.size(file) > 0) {
      return; // writing it anew could fail on a full disk
    }
    Properties label = new Properties();
    label.setProperty("user", owner.user());
    label.setProperty("path", owner.path().value());
    try (Writer out = Files.newBufferedWriter(file, UTF_8)) {
      label.store(out, null);
    }
  }

  void delete(UUID id) throws IOException {
    Files.deleteIfExists(directory.resolve(id + LABEL));
    Files.deleteIfExists(part(id));
  }

  /** Forgets the label of an upload whose bytes have gone to their place. */
  void deleteLabel(UUID id) throws IOException {
    Path label = directory.resolve(id + LABEL);
    if (Files.exists(label)) { // seldom; deleteIfExists would make an exception of it each time
      Files.delete(label);
    }
  }

  /** Goes on with an interrupted upload under the id of the new one. */
  void adopt(UUID from, UUID to) throws IOException {
    Files.move(part(from), part(to));
    deleteLabel(from);
  }

  /** Everything that an earlier process left here. Labels without bytes are cleared away. */
  List<Staged> list() throws IOException {
    List<Staged> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (ID_PART.matcher(name).matches()) {
          UUID id = UUID.fromString(name.substring(0, name.length() - PART.length()));
          found.add(new Staged(id, file, readLabel(directory.resolve(id + LABEL))));
        } else if (name.endsWith(LABEL) && !Files.exists(directory.resolve(partOf(name)))) {
          Files.delete(file);
        }
      }
    }
    return found;
  }

  private static String partOf(String label) {
    return label.substring(0, label.length() - LABEL.length()) + PART;
  }

  private static @Nullable Owner readLabel(Path file) throws IOException {
    if (!Files.exists(file)) {
      return null;
    }
    Properties label = new Properties();
    try (Reader in = Files.newBufferedReader(file, UTF_8)) {
      label.load(in);
    }
    String user = label.getProperty("user");
    String path = label.getProperty("path");
    return user == null || path == null ? null : new Owner(user, FilePath.ROOT.resolve(path));
  }
}
