package dev.dropbell.upload;

import java.io.IOException;
import java.util.Locale;

/** Tells a full disk from a broken one. Java has no exception of its own for either. */
final class Storage {

  private Storage() {}

  static UploadException failure(IOException e) {
    return new UploadException(
        isFull(e) ? UploadProblem.DISK_FULL : UploadProblem.STORAGE_FAILED, e);
  }

  /** The texts of ENOSPC and EDQUOT. */
  private static boolean isFull(IOException e) {
    String message = e.getMessage() == null ? "" : e.getMessage().toLowerCase(Locale.ROOT);
    return message.contains("no space left") || message.contains("quota exceeded");
  }
}
