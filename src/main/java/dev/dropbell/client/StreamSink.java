package dev.dropbell.client;

import java.io.IOException;
import java.io.OutputStream;

/** A pipe: what has gone through it is gone. Not thread-safe. */
final class StreamSink implements Sink {

  private final OutputStream out;
  private final Digest digest = new Digest();

  StreamSink(OutputStream out) {
    this.out = out;
  }

  @Override
  public long size() {
    return digest.bytes();
  }

  @Override
  public void write(byte[] bytes, int length) throws IOException {
    try {
      out.write(bytes, 0, length);
      digest.update(bytes, length);
    } catch (IOException e) {
      throw new TransferException("cannot write: " + e.getMessage(), false, e);
    }
  }

  @Override
  public void restart() throws TransferException {
    if (digest.bytes() > 0) {
      throw new TransferException(
          "the file changed on the server after %d bytes had been written out"
              .formatted(digest.bytes()),
          false);
    }
  }

  @Override
  public String sha256() {
    return digest.hex();
  }

  @Override
  public void close() throws IOException {
    out.flush();
  }
}
