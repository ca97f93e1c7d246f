package dev.dropbell.upload;

/**
 * Hears what happens to uploads. Called on the thread of the upload; must not throw or block long.
 */
@FunctionalInterface
public interface UploadListener {

  /** Something happened. */
  void onEvent(UploadEvent event);
}
