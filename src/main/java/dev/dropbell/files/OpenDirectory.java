package dev.dropbell.files;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A directory that is open, and stays so as long as anybody uses it. What is opened relative to it
 * is in this directory, wherever it has been moved to and whatever has taken its name. Thread-safe.
 */
final class OpenDirectory implements Tree.Found {

  private final SecureDirectoryStream<Path> stream;

  /** How many use it; the last one closes it. */
  private final AtomicInteger users = new AtomicInteger(1);

  /** Used by the caller. */
  OpenDirectory(SecureDirectoryStream<Path> stream) {
    this.stream = stream;
  }

  /** Not to be iterated: that can be done once. */
  SecureDirectoryStream<Path> stream() {
    return stream;
  }

  /** What it is now. */
  BasicFileAttributes attributes() throws IOException {
    return stream.getFileAttributeView(BasicFileAttributeView.class).readAttributes();
  }

  /** Adds a user, who closes it; false when it has been closed. */
  boolean share() {
    return users.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
  }

  @Override
  public void close() throws IOException {
    if (users.decrementAndGet() == 0) {
      stream.close();
    }
  }
}
