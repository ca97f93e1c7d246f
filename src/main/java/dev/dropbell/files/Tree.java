package dev.dropbell.files;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.dropbell.files.http.Transfer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The files below the root, opened so that nothing outside of it can be reached. Thread-safe.
 *
 * <p><b>How.</b> A path is walked name by name: each directory is opened relative to the one before
 * (openat), and a symbolic link is not followed (O_NOFOLLOW), wherever it points. A path that was
 * checked and then opened could lead elsewhere by then; here what is opened is what is checked, and
 * a directory that is moved or replaced meanwhile is still the directory that we hold.
 *
 * <p><b>Size and validators</b> are those of the open file. Java cannot tell the attributes of an
 * open file, so they are read by name before and after it is opened. When both times it is one and
 * the same file, which it also was in between, they are those of the open one: an upload replaces a
 * file by a new one and never brings an old one back.
 */
final class Tree implements Closeable {

  private static final int ATTEMPTS = 100;

  /** How long it may take until it is noticed that the root's name means another directory. */
  private static final long ROOT_KNOWN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, NOFOLLOW_LINKS);

  private final Path root;
  private final OpenDirectories directories = new OpenDirectories();
  private final SmallFiles small = new SmallFiles();

  /** What the root's name meant when it was last looked up. */
  private volatile @Nullable Root known;

  Tree(Path root) {
    this.root = root;
  }

  /** What is at a path. Close it. */
  sealed interface Found extends Closeable permits File, OpenDirectory {}

  /** A file, to be sent. */
  sealed interface File extends Found {

    Attributes attributes();

    /** Sends parts of it. Whoever hands this on does not close the file: the transfer does. */
    Transfer transfer();
  }

  /** A file that is open. */
  record OpenFile(FileChannel channel, Attributes attributes) implements File {

    @Override
    public Transfer transfer() {
      return new Transfer(channel);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /**
   * A small file, read.
   *
   * @param content of the heap, to be sliced and not to be changed
   */
  record SmallFile(ByteBuffer content, Attributes attributes) implements File {

    @Override
    public Transfer transfer() {
      return new Transfer(content);
    }

    @Override
    public void close() {}
  }

  private record Root(Object key, long atNanos) {}

  /**
   * What identifies the state of a file.
   *
   * @param key of the file itself, whatever its name
   * @param modifiedNanos since the epoch
   */
  record Attributes(String key, long size, long modifiedNanos, boolean isDirectory) {

    static Attributes of(BasicFileAttributes attributes) {
      var at = attributes.lastModifiedTime().toInstant();
      return new Attributes(
          String.valueOf(attributes.fileKey()),
          attributes.size(),
          at.getEpochSecond() * 1_000_000_000 + at.getNano(),
          attributes.isDirectory());
    }

    long modifiedMillis() {
      return Math.floorDiv(modifiedNanos, 1_000_000L);
    }
  }

  /** Opens what is at this path; null when there is nothing, or something that is not shown. */
  @Nullable Found find(List<String> names) throws IOException {
    OpenDirectory directory = root();
    try {
      for (int i = 0; i < names.size(); i++) {
        Path name = Path.of(names.get(i));
        BasicFileAttributes there = attributes(directory.stream(), name);
        boolean last = i == names.size() - 1;
        if (there == null || !there.isDirectory()) {
          return last ? openFile(directory, name, there) : null;
        }
        OpenDirectory next = openDirectory(directory, name, there.fileKey());
        if (next == null) {
          return null;
        }
        directory.close();
        directory = next;
      }
      OpenDirectory found = directory;
      directory = null;
      return found;
    } catch (InvalidPathException e) {
      return null; // a name that this system cannot have
    } finally {
      if (directory != null) {
        directory.close();
      }
    }
  }

  /**
   * Opens a directory in a directory; null when there is none, or something else.
   *
   * @param key what it had when it was looked at
   */
  private @Nullable OpenDirectory openDirectory(OpenDirectory directory, Path name, Object key)
      throws IOException {
    OpenDirectory known = directories.take(key);
    if (known != null) {
      return known;
    }
    for (int attempt = 1; ; attempt++) {
      try {
        return directories.keep(
            new OpenDirectory(directory.stream().newDirectoryStream(name, NOFOLLOW_LINKS)));
      } catch (NoSuchFileException | NotDirectoryException | AccessDeniedException e) {
        return null;
      } catch (FileSystemException e) {
        // Probably a symbolic link (ELOOP has no exception of its own), and now maybe none any
        // more.
        BasicFileAttributes attributes = attributes(directory.stream(), name);
        if (attributes == null || !attributes.isDirectory()) {
          return null;
        }
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** Opens a file in a directory; null when there is none, or something else. */
  @Nullable File openFile(OpenDirectory directory, Path name) throws IOException {
    return openFile(directory, name, attributes(directory.stream(), name));
  }

  private @Nullable File openFile(
      OpenDirectory directory, Path name, @Nullable BasicFileAttributes there) throws IOException {
    BasicFileAttributes seen = there;
    try {
      for (int n = 1; n <= ATTEMPTS && seen != null && seen.isRegularFile(); n++) {
        File kept = small.find(seen);
        File file = kept != null ? kept : openSeen(directory, name, seen, n == ATTEMPTS);
        if (file != null) {
          return file;
        }
        seen = attributes(directory.stream(), name); // it was replaced just now
      }
      return null;
    } catch (NoSuchFileException | AccessDeniedException e) {
      return null;
    }
  }

  /**
   * Opens the file that was seen; null when it is not that file, or not in that state, any more.
   */
  private @Nullable File openSeen(
      OpenDirectory directory, Path name, BasicFileAttributes seen, boolean lastAttempt)
      throws IOException {
    FileChannel channel;
    try {
      channel = (FileChannel) directory.stream().newByteChannel(name, READ);
    } catch (NoSuchFileException | AccessDeniedException e) {
      throw e;
    } catch (FileSystemException e) {
      if (lastAttempt) {
        throw e;
      }
      return null; // a symbolic link by now, perhaps
    }
    BasicFileAttributes after = attributes(directory.stream(), name);
    if (after == null || !isSame(seen, after)) {
      channel.close();
      return null;
    }
    return small.keep(new OpenFile(channel, Attributes.of(after)), after);
  }

  private static boolean isSame(BasicFileAttributes one, BasicFileAttributes other) {
    return Objects.equals(one.fileKey(), other.fileKey())
        && one.lastModifiedTime().equals(other.lastModifiedTime())
        && one.size() == other.size();
  }

  static @Nullable BasicFileAttributes attributes(SecureDirectoryStream<Path> directory, Path name)
      throws IOException {
    try {
      return directory
          .getFileAttributeView(name, BasicFileAttributeView.class, NOFOLLOW_LINKS)
          .readAttributes();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /**
   * Tells every file and directory that is shown, in no order.
   *
   * @param directory as {@link #find} gave it
   */
  void list(OpenDirectory directory, BiConsumer<String, BasicFileAttributes> each)
      throws IOException {
    // A stream can be read once, and the shared one not at all.
    try (SecureDirectoryStream<Path> stream =
        directory.stream().newDirectoryStream(Path.of("."), NOFOLLOW_LINKS)) {
      for (Path entry : stream) {
        String name = entry.getFileName().toString();
        if (Requested.isName(name)) {
          BasicFileAttributes attributes = attributes(stream, entry.getFileName());
          if (attributes != null && (attributes.isDirectory() || attributes.isRegularFile())) {
            each.accept(name, attributes);
          }
        }
      }
    }
  }

  /** The root itself may be a symbolic link; whoever configured it meant it. */
  private OpenDirectory root() throws IOException {
    long now = System.nanoTime();
    Root current = known;
    if (current == null || now - current.atNanos() > ROOT_KNOWN_NANOS) {
      current = new Root(Files.readAttributes(root, BasicFileAttributes.class).fileKey(), now);
      known = current;
    }
    OpenDirectory open = directories.take(current.key());
    return open != null ? open : openRoot();
  }

  @SuppressWarnings("StreamResourceLeak") // whoever uses it closes it
  private OpenDirectory openRoot() throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(root);
    if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
      stream.close();
      throw new IOException("this system cannot open a file relative to its directory");
    }
    return directories.keep(new OpenDirectory(secure));
  }

  @Override
  public void close() {
    directories.close();
  }
}
