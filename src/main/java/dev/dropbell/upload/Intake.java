package dev.dropbell.upload;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream in pieces that are worth a system call, with two buffers in turn: while one is
 * being digested the other is filled. A small file needs one small buffer. Used once, by one
 * thread.
 */
final class Intake {

  private static final int SMALL = 16 * 1024;
  private static final int LARGE = 512 * 1024;

  /** A read that brings this much has probably left more behind. */
  private static final int MORE_TO_COME = 64 * 1024;

  private final InputStream in;
  private byte[] buffer = new byte[SMALL];
  private byte[] other = buffer;

  /** How the stream ended behind the bytes that were handed on. */
  private @Nullable IOException broken;

  Intake(InputStream in) {
    this.in = in;
  }

  /**
   * Takes a piece: the first bytes of a buffer that stays as it is until the call after the next.
   */
  interface Sink {
    void accept(byte[] data, int length) throws UploadException;
  }

  void readAll(Sink sink) throws IOException, UploadException {
    for (int count = fill(); count > 0; count = fill()) {
      byte[] filled = buffer;
      boolean grow = filled.length < LARGE && count == filled.length;
      buffer = grow ? new byte[LARGE] : other;
      other = grow ? new byte[LARGE] : filled;
      sink.accept(filled, count);
    }
  }

  /**
   * How much has come; 0 at the end of the stream. Waits only for the first bytes: what is here
   * must be stored before the next may fail to come.
   */
  private int fill() throws IOException {
    if (broken != null) {
      throw broken;
    }
    int filled = 0;
    try {
      int count;
      do {
        count = in.read(buffer, filled, buffer.length - filled);
        filled += Math.max(0, count);
      } while (count >= MORE_TO_COME && filled < buffer.length && in.available() > 0);
    } catch (IOException e) {
      if (filled == 0) {
        throw e;
      }
      broken = e;
    }
    return filled;
  }
}
