package dev.dropbell.files;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.dropbell.security.Caller;
import dev.dropbell.security.HttpCaller;
import dev.dropbell.security.Scope;
import dev.dropbell.upload.FilePath;
import dev.dropbell.upload.Upload;
import dev.dropbell.upload.UploadStore;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows the uploads that are under way. */
@RestController
@Tag(name = "Files")
class UploadsController {

  private static final String UPLOADS = "uploads";

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
  @Operation(
      summary = "The uploads under way, the oldest first",
      description = "Those whose topics the token allows.")
  Uploads uploads(@Parameter(hidden = true) HttpServletRequest request) {
    Caller caller = HttpCaller.of(request);
    return new Uploads(
        store.inFlight().stream()
            .filter(upload -> caller.mayTopic(Scope.SUBSCRIBE, topic(upload)))
            .map(UploadState::of)
            .toList());
  }

  /** The deepest of its topics: whoever may hear of one above may hear of it. */
  private static String topic(Upload upload) {
    FilePath directory = upload.path().directory();
    return directory.isRoot() ? UPLOADS : UPLOADS + directory.value();
  }
}
