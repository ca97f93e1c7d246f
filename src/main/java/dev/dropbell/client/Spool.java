package dev.dropbell.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * What came from a pipe and was kept aside, so that it has a size and can be sent again. The file
 * goes with it.
 */
final class Spool implements Source {

  /** How much is kept aside. */
  private static final int LIMIT = 64 * 1024 * 1024;

  private static final int BUFFER = 128 * 1024;

  private final Path file;
  private final Source source;

  private Spool(Path file) throws IOException {
    this.file = file;
    this.source = new FileSource(file);
  }

  /** Keeps a stream aside if it ends in time; else what is kept and the rest go as one stream. */
  static Source source(InputStream in) throws IOException {
    Path file = Files.createTempFile("dropbell", ".spool");
    try {
      if (copy(in, file) < LIMIT) {
        return new Spool(file);
      }
      InputStream kept = Files.newInputStream(file);
      Files.delete(file); // as long as it is open it can be read
      return new StreamSource(new SequenceInputStream(kept, in));
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private static long copy(InputStream in, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] buffer = new byte[BUFFER];
      long copied = 0;
      while (copied < LIMIT) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, LIMIT - copied));
        if (read < 0) {
          break;
        }
        out.write(buffer, 0, read);
        copied += read;
      }
      return copied;
    } catch (IOException e) {
      throw new TransferException("the pipe cannot be read: " + e.getMessage(), false, e);
    }
  }

  @Override
  public OptionalLong size() {
    return source.size();
  }

  @Override
  public void seek(long offset) throws IOException {
    source.seek(offset);
  }

  @Override
  public int read(byte[] buffer) throws IOException {
    return source.read(buffer);
  }

  @Override
  public String sha256() {
    return source.sha256();
  }

  @Override
  public void checkUnchanged() throws IOException {
    source.checkUnchanged();
  }

  @Override
  public void close() throws IOException {
    source.close();
    Files.deleteIfExists(file);
  }
}
