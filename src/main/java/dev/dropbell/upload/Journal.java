package dev.dropbell.upload;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/**
 * Where the completion of an upload is recorded before its file appears: the commit point. What is
 * in the journal will be under the root, if need be after a restart. Safe for concurrent use.
 */
public interface Journal {

  /**
   * Records that the upload is complete; when this returns the record survives a crash.
   *
   * @throws IOException when it could not be recorded, and will not be
   */
  void append(UploadEvent.Completed upload) throws IOException;

  /** Where the file of a recorded upload belongs; empty when there is no such record. */
  Optional<FilePath> find(UUID uploadId);

  /** Takes a record back whose file could not be put in its place after all. */
  void withdraw(UUID uploadId);
}
