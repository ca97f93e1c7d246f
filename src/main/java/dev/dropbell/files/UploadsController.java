package dev.dropbell.files;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.dropbell.upload.Upload;
import dev.dropbell.upload.UploadStore;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows the uploads that are under way. */
@RestController
@Tag(name = "Files")
class UploadsController {

  private final UploadStore store;

  UploadsController(UploadStore store) {
    this.store = store;
  }

  /**
   * The answer.
   *
   * @param uploads the oldest first
   */
  record Uploads(List<UploadState> uploads) {}

  /**
   * An upload under way.
   *
   * @param id the same as in its events
   * @param path where the file is to be
   * @param user who uploads it
   * @param bytes how many have come
   * @param size how many there will be, if the client said so
   * @param startedAt milliseconds since the epoch
   */
  record UploadState(
      UUID id,
      String path,
      String user,
      long bytes,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long size,
      @JsonProperty("started_at") long startedAt) {

    static UploadState of(Upload upload) {
      return new UploadState(
          upload.id(),
          upload.path().value(),
          upload.user(),
          upload.bytes(),
          upload.declaredSize(),
          upload.startedAt().toEpochMilli());
    }
  }

  @GetMapping("/uploads")
  @Operation(summary = "The uploads under way, the oldest first")
  Uploads uploads() {
    return new Uploads(store.inFlight().stream().map(UploadState::of).toList());
  }
}
