package dev.dropbell.upload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The growing file of one upload, with the digest of what it holds. Not safe for concurrent use,
 * but {@link #bytes} may be read from any thread.
 */
final class StagedFile implements AutoCloseable {

  private static final int BUFFER = 128 * 1024;

  private final FileChannel channel;
  private final MessageDigest digest = sha256();

  /** Written by the one thread that owns the file, read by any. */
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
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    StagedFile staged = new StagedFile(channel);
    try {
      staged.digestExisting(keep);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    return staged;
  }

  /** How long it is. */
  long bytes() {
    return bytes.get();
  }

  void write(byte[] data, int offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(data, offset, length);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    digest.update(data, offset, length);
    bytes.addAndGet(length);
  }

  /** Returns when the disk has the bytes. */
  void force() throws IOException {
    channel.force(false);
  }

  /** The SHA-256 of all of it, in lower-case hex. To be asked once, at the end. */
  String sha256Hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void digestExisting(long keep) throws IOException {
    channel.truncate(keep);
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    while (bytes.get() < keep) {
      int count = channel.read(buffer.clear());
      if (count < 0) {
        throw new IOException("the staged file is shorter than " + keep + " bytes");
      }
      digest.update(buffer.flip());
      bytes.addAndGet(count);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
