package dev.dropbell.relay;

import dev.dropbell.hub.EventLog.Keyed;
import dev.dropbell.hub.Publication;
import io.swagger.v3.oas.annotations.media.Schema;

/** What became of a message. */
record PublishAnswer(
    @Schema(
            description = "The same for every delivery, so that a receiver can drop a repeat.",
            example = "0198f0e2-5c3b-7d11-8f4e-2b6a9c0d1e2f")
        String id,
    @Schema(description = "Its place in the log.", example = "k3x9:1042") String cursor,
    @Schema(description = "How many connections it was handed to.", example = "2") int delivered) {

  /**
   * For a message of an earlier process: those whom it was handed to are not connected any more.
   */
  static PublishAnswer of(Keyed keyed) {
    return new PublishAnswer(keyed.id().toString(), keyed.cursor().toString(), 0);
  }

  static PublishAnswer of(Publication publication) {
    return new PublishAnswer(
        publication.message().id().toString(),
        publication.message().cursor().toString(),
        publication.delivered());
  }
}
