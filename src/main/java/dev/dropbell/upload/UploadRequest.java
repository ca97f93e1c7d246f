package dev.dropbell.upload;

import dev.dropbell.upload.UploadProperties.Existing;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for when it begins to send a file.
 *
 * @param user who it is
 * @param path where the file is to be, below the root
 * @param start where its bytes go
 * @param offset with {@link Start#AT_OFFSET}, how many bytes of an interrupted upload to keep
 * @param announced how many bytes the client says it will send now; null when it did not say
 * @param existing what to do when the name is taken; null follows the settings
 * @param limits how much the user may store
 */
public record UploadRequest(
    String user,
    FilePath path,
    Start start,
    long offset,
    @Nullable Long announced,
    @Nullable Existing existing,
    UploadLimits limits) {

  /** Where the bytes of an upload go. */
  public enum Start {
    /** Into a new file. */
    FRESH,
    /** Behind so many bytes of an interrupted upload. */
    AT_OFFSET,
    /** Behind an interrupted upload if there is one, else into a new file. */
    APPEND
  }
}
