package dev.dropbell.upload;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something happened to an upload. Every upload is started once and then ends once, completed or
 * failed. Immutable.
 */
public sealed interface UploadEvent {

  /** A UUIDv7, the same in all events of one upload. */
  UUID id();

  /** Where the file is to be, or is, below the root. */
  FilePath path();

  /** Who uploads it. */
  String user();

  /** When it happened. */
  Instant at();

  /** The first byte may come now. */
  record Started(UUID id, FilePath path, String user, long bytes, @Nullable Long size, Instant at)
      implements UploadEvent {}

  /**
   * More has come; said at most four times a second.
   *
   * @param bytes how many there are in all
   * @param size how many there will be, if the client said so
   */
  record Progressed(
      UUID id, FilePath path, String user, long bytes, @Nullable Long size, Instant at)
      implements UploadEvent {}

  /** It ended without a file. */
  record Failed(
      UUID id,
      FilePath path,
      String user,
      long bytes,
      @Nullable Long size,
      Instant at,
      UploadProblem reason)
      implements UploadEvent {}

  /**
   * The file is whole and in its place.
   *
   * @param path where it is, which may be another name than the client gave
   * @param bytes its size
   * @param receivedAt when its last byte had come
   * @param at when it was complete
   * @param sha256 64 lower-case hex digits
   * @param replaced whether there was a file of that name before
   */
  record Completed(
      UUID id,
      FilePath path,
      String user,
      long bytes,
      Instant receivedAt,
      Instant at,
      String sha256,
      boolean replaced,
      Evidence evidence)
      implements UploadEvent {}
}
