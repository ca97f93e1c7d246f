package dev.dropbell.upload;

import java.io.IOException;
import java.io.InputStream;

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

  /** How much has come; 0 at the end of the stream. */
  private int fill() throws IOException {
    int filled = 0;
    while (filled < buffer.length) {
      int count = in.read(buffer, filled, buffer.length - filled);
      if (count < 0) {
        break;
      }
      filled += count;
      if (count < MORE_TO_COME) {
        break;
      }
    }
    return filled;
  }
}
