package dev.dropbell.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.OptionalLong;

/**
 * A file, as it was when it was opened: one that changes while it is sent is not sent. Not
 * thread-safe.
 */
final class FileSource implements Source {

  private static final int BUFFER = 128 * 1024;

  private final Path file;
  private final FileChannel channel;
  private final long size;
  private final FileTime modified;
  private final Digest digest = new Digest();

  FileSource(Path file) throws IOException {
    BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
    if (!facts.isRegularFile()) {
      throw new FileSystemException(file.toString(), null, "not a file");
    }
    this.file = file;
    this.channel = FileChannel.open(file);
    this.size = facts.size();
    this.modified = facts.lastModifiedTime();
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(size);
  }

  @Override
  public void seek(long offset) throws IOException {
    if (offset < digest.bytes()) {
      digest.reset();
      channel.position(0);
    }
    byte[] skipped = new byte[(int) Math.min(BUFFER, offset - digest.bytes())];
    while (digest.bytes() < offset) {
      int length = (int) Math.min(skipped.length, offset - digest.bytes());
      if (fill(skipped, length) < 0) {
        throw changed();
      }
    }
  }

  @Override
  public int read(byte[] buffer) throws IOException {
    long left = size - digest.bytes();
    if (left == 0) {
      return -1;
    }
    int read = fill(buffer, (int) Math.min(buffer.length, left));
    if (read < 0) {
      throw changed();
    }
    return read;
  }

  private int fill(byte[] buffer, int length) throws IOException {
    try {
      int read = channel.read(ByteBuffer.wrap(buffer, 0, length));
      if (read > 0) {
        digest.update(buffer, read);
      }
      return read;
    } catch (IOException e) {
      throw new TransferException(file + " cannot be read: " + e.getMessage(), false, e);
    }
  }

  @Override
  public String sha256() {
    return digest.hex();
  }

  @Override
  public void checkUnchanged() throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    if (now.size() != size || !now.lastModifiedTime().equals(modified)) {
      throw changed();
    }
  }

  private TransferException changed() {
    return new TransferException(file + " changed while it was sent", false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
