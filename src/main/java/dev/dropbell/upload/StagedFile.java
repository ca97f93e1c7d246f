package dev.dropbell.upload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The growing file of one upload, with the digest of what it holds. Not safe for concurrent use,
 * but {@link #bytes} may be read from any thread.
 */
final class StagedFile implements AutoCloseable {

  private static final int BUFFER = 256 * 1024;

  private final FileChannel channel;
  private final Digest digest = new Digest();
  private final AtomicLong bytes = new AtomicLong();

  private StagedFile(FileChannel channel) {
    this.channel = channel;
  }

  /** A new, empty file. */
  static StagedFile create(Path file) throws IOException {
    return new StagedFile(
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
  }

  /** An existing file, cut off behind its first {@code keep} bytes, which the digest covers. */
  static StagedFile reopen(Path file, long keep) throws IOException {
    StagedFile staged =
        new StagedFile(FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
    try {
      staged.keep(keep);
    } catch (IOException | RuntimeException e) {
      staged.close();
      throw e;
    }
    return staged;
  }

  /** How long it is. */
  long bytes() {
    return bytes.get();
  }

  /**
   * Takes the next bytes: what remains in the buffer. The digest of a large piece is computed
   * beside what the caller does next, so its bytes must stay as they are until the call after the
   * next, or {@link #settle}.
   */
  void write(ByteBuffer piece) throws IOException {
    digest.update(piece.duplicate());
    while (piece.hasRemaining()) {
      bytes.addAndGet(channel.write(piece));
    }
  }

  /** Returns when nothing that was written is looked at any more. */
  void settle() {
    digest.await();
  }

  /** Returns when the disk has the bytes. */
  void force() throws IOException {
    channel.force(false);
  }

  /** The SHA-256 of all of it, in lower-case hex. To be asked once, at the end. */
  String sha256Hex() {
    return digest.hex();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void keep(long length) throws IOException {
    channel.truncate(length);
    ByteBuffer piece = ByteBuffer.allocate(BUFFER);
    while (bytes.get() < length) {
      int count = channel.read(piece.clear());
      if (count < 0) {
        throw new IOException("the staged file is shorter than " + length + " bytes");
      }
      digest.updateNow(piece.flip());
      bytes.addAndGet(count);
    }
  }
}
