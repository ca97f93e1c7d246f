package dev.dropbell.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that grows. Not thread-safe. */
final class FileSink implements Sink {

  private static final int BUFFER = 128 * 1024;

  private final Path file;
  private final FileChannel channel;
  private final Digest digest = new Digest();

  /**
   * Opens it.
   *
   * @param keep whether to go on with what it holds
   */
  FileSink(Path file, boolean keep) throws IOException {
    this.file = file;
    this.channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    if (keep) {
      digestAll();
    } else {
      restart();
    }
  }

  /** Removes what nobody could go on with. */
  static void deleteIfEmpty(Path file) {
    try {
      if (Files.size(file) == 0) {
        Files.delete(file);
      }
    } catch (IOException e) {
      // It is not there, most likely; an empty file more harms nobody.
    }
  }

  private void digestAll() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    for (int read = channel.read(buffer); read >= 0; read = channel.read(buffer.clear())) {
      digest.update(buffer.array(), read);
    }
  }

  @Override
  public long size() {
    return digest.bytes();
  }

  @Override
  public void write(byte[] bytes, int length) throws IOException {
    try {
      ByteBuffer left = ByteBuffer.wrap(bytes, 0, length);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      digest.update(bytes, length);
    } catch (IOException e) {
      throw new TransferException(file + " cannot be written: " + e.getMessage(), false, e);
    }
  }

  @Override
  public void restart() throws IOException {
    channel.truncate(0);
    digest.reset();
  }

  @Override
  public String sha256() {
    return digest.hex();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
