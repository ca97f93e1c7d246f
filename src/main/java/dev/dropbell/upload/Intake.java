package dev.dropbell.upload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Reads a channel in pieces that are worth a system call, with two buffers in turn: while one is
 * being digested the other is filled. A small file needs one small buffer. Used once, by one
 * thread.
 */
final class Intake implements AutoCloseable {

  private static final int SMALL = 16 * 1024;

  private final ReadableByteChannel in;
  private ByteBuffer buffer = ByteBuffer.allocate(SMALL);
  private ByteBuffer other = buffer;
  private boolean isLarge;

  /** How the channel ended behind the bytes that were handed on. */
  private @Nullable IOException broken;

  Intake(ReadableByteChannel in) {
    this.in = in;
  }

  /**
   * Takes a piece: what remains in a buffer whose bytes stay as they are until the call after the
   * next, or the end.
   */
  interface Sink {
    void accept(ByteBuffer piece) throws UploadException;
  }

  void readAll(Sink sink) throws IOException, UploadException {
    while (fill()) {
      ByteBuffer filled = buffer;
      if (!isLarge && !filled.hasRemaining()) {
        isLarge = true;
        buffer = LargeBuffers.take();
        other = LargeBuffers.take();
      } else {
        buffer = other;
        other = filled;
      }
      sink.accept(filled.flip());
    }
  }

  /** Gives the buffers back; nobody may look at them any more. */
  @Override
  public void close() {
    if (isLarge) {
      LargeBuffers.giveBack(buffer);
      LargeBuffers.giveBack(other);
    }
  }

  /**
   * Whether something has come. Waits only for the first bytes: what is here must be stored before
   * the next may fail to come.
   */
  private boolean fill() throws IOException {
    if (broken != null) {
      throw broken;
    }
    buffer.clear();
    try {
      in.read(buffer);
    } catch (IOException e) {
      if (buffer.position() == 0) {
        throw e;
      }
      broken = e;
    }
    return buffer.position() > 0;
  }
}
