package dev.dropbell.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/**
 * What comes from a pipe and is too large to be kept: its size is known at its end, and nothing of
 * it can be read again. Not thread-safe.
 */
final class StreamSource implements Source {

  private final InputStream in;
  private final Digest digest = new Digest();
  private boolean ended;

  StreamSource(InputStream in) {
    this.in = in;
  }

  @Override
  public OptionalLong size() {
    return ended ? OptionalLong.of(digest.bytes()) : OptionalLong.empty();
  }

  @Override
  public void seek(long offset) throws TransferException {
    if (offset != digest.bytes()) {
      throw new TransferException(
          "%d bytes had been read from the pipe, of which the server has %d;"
                  .formatted(digest.bytes(), offset)
              + " a pipe cannot be read again, so the file is not there",
          false);
    }
  }

  @Override
  public int read(byte[] buffer) throws IOException {
    try {
      int read = in.read(buffer);
      if (read > 0) {
        digest.update(buffer, read);
      }
      ended = read < 0;
      return read;
    } catch (IOException e) {
      throw new TransferException("the pipe cannot be read: " + e.getMessage(), false, e);
    }
  }

  @Override
  public String sha256() {
    return digest.hex();
  }

  @Override
  public void checkUnchanged() {
    // Nobody can change what has gone through a pipe.
  }

  @Override
  public void close() {
    // Whoever opened the pipe closes it.
  }
}
