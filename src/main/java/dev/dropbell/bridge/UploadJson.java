package dev.dropbell.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dropbell.upload.ContentTypes;
import dev.dropbell.upload.FilePath;
import dev.dropbell.upload.UploadEvent;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes what happened to an upload as the JSON that clients get (DESIGN 2.4 and 2.7). Thread-safe.
 */
final class UploadJson {

  private final JsonMapper mapper;

  UploadJson(JsonMapper mapper) {
    this.mapper = mapper;
  }

  /** The data of {@code file_uploaded}, but for the cursor, which the hub adds when it knows it. */
  String completed(UploadEvent.Completed upload) {
    return mapper
        .createObjectNode()
        .put("filename", upload.path().name())
        .put("size_bytes", upload.bytes())
        .put("uploaded_at", upload.at().toEpochMilli())
        .put("id", upload.id().toString())
        .put("path", upload.path().value())
        .put("directory", upload.path().directory().value())
        .put("sha256", upload.sha256())
        .put("content_type", ContentTypes.of(upload.path().name()))
        .put("user", upload.user())
        .put("url", url(upload.path()))
        .put("replaced", upload.replaced())
        .put("evidence", upload.evidence().code())
        .toString();
  }

  /** Where the file of a {@code file_uploaded} is. */
  FilePath path(String data) {
    return FilePath.ROOT.resolve(mapper.readTree(data).required("path").asString());
  }

  /** The data of {@code upload_started}. */
  String started(UploadEvent.Started upload) {
    return state(upload, upload.bytes(), upload.size()).toString();
  }

  /** The data of {@code upload_progress}. */
  String progressed(UploadEvent.Progressed upload) {
    return state(upload, upload.bytes(), upload.size()).toString();
  }

  /** The data of {@code upload_failed}. */
  String failed(UploadEvent.Failed upload) {
    return state(upload, upload.bytes(), upload.size())
        .put("reason", upload.reason().code())
        .toString();
  }

  private ObjectNode state(UploadEvent upload, long bytes, @Nullable Long size) {
    ObjectNode state =
        mapper
            .createObjectNode()
            .put("id", upload.id().toString())
            .put("path", upload.path().value())
            .put("user", upload.user())
            .put("bytes", bytes);
    return size == null ? state : state.put("size", size);
  }

  /** Nothing is left as it is that some server or proxy could take for more than a name. */
  private static String url(FilePath path) {
    return path.segments().stream()
        .map(name -> UriUtils.encode(name, UTF_8))
        .collect(Collectors.joining("/", "/files/", ""));
  }
}
