package dev.dropbell.relay;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.dropbell.hub.Message;
import dev.dropbell.hub.TraceParent;
import dev.dropbell.hub.UserId;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A message with all that is known of it: as {@code /events} and whole clients get it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"id", "cursor", "topic", "type", "data", "at", "user_id", "traceparent"})
@Schema(description = "A message with its place in the log.")
record WholeMessage(
    @Schema(
            description = "The same for every delivery, so that a receiver can drop a repeat.",
            example = "0198f0e2-5c3b-7d11-8f4e-2b6a9c0d1e2f")
        String id,
    @Schema(description = "Its place in the log, to resume from.", example = "k3x9:1042")
        String cursor,
    @Schema(description = "For an upload the deepest of its topics.", example = "cats")
        String topic,
    @Schema(description = "file_uploaded, message or another event", example = "message")
        String type,
    @JsonRawValue
        @Schema(
            description = "What was published, or the upload as JSON.",
            types = {"string", "number", "boolean", "object", "array", "null"},
            example = "are awesome")
        String data,
    @Schema(description = "ISO 8601 in UTC", example = "2026-01-01T00:00:00Z") String at,
    @JsonProperty("user_id")
        @Schema(
            description = "The only user that gets it; absent for everybody.",
            types = {"integer", "string"})
        @Nullable Object userId,
    @Schema(
            description = "Where in its publisher's trace it was published; absent without one.",
            example = TraceParentResolver.EXAMPLE)
        @Nullable String traceparent) {

  static WholeMessage of(Message message) {
    return new WholeMessage(
        message.id().toString(),
        message.cursor().toString(),
        message.topic().name(),
        message.type().wireName(),
        message.data(),
        message.at().toString(),
        user(message.userId()),
        trace(message.traceParent()));
  }

  private static @Nullable String trace(@Nullable TraceParent trace) {
    return trace == null ? null : trace.text();
  }

  private static @Nullable Object user(@Nullable UserId user) {
    if (user == null) {
      return null;
    }
    return user.isNumber() ? (Object) Long.valueOf(user.text()) : user.text();
  }
}
