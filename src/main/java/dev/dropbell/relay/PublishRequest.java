package dev.dropbell.relay;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.dropbell.hub.Topic;
import dev.dropbell.hub.UserId;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A message for a topic.
 *
 * @param message JSON text
 */
@Schema(
    description = "A message for everybody in a topic.",
    additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
record PublishRequest(
    @Schema(
            description = "At most 255 letters, digits and - _ . / :",
            implementation = String.class,
            example = "cats",
            requiredMode = Schema.RequiredMode.REQUIRED)
        Topic topic,
    @Schema(
            description = "A string or any other JSON, null included.",
            types = {"string", "number", "boolean", "object", "array", "null"},
            example = "are awesome",
            requiredMode = Schema.RequiredMode.REQUIRED)
        String message,
    @JsonProperty("user_id")
        @Schema(
            description = "Only this user's clients get it.",
            implementation = Object.class,
            types = {"integer", "string"},
            example = "1")
        @Nullable UserId userId,
    @Schema(description = "True keeps it out of the log.", defaultValue = "false")
        boolean ephemeral,
    @JsonProperty("idempotency_key")
        @Schema(
            description =
                "1 to 255 characters. A repeat within 5 minutes publishes nothing and gets the same answer.",
            example = "order-4711-shipped")
        @Nullable String idempotencyKey) {

  private static final int MAX_KEY_LENGTH = 255;

  static PublishRequest from(JsonFields fields) {
    PublishRequest request =
        new PublishRequest(
            Topic.parse(fields.text("topic")),
            fields.json("message"),
            fields.optionalUser("user_id"),
            fields.flag("ephemeral"),
            fields.optionalText("idempotency_key"));
    fields.refuseOthers();
    requireKey(request.idempotencyKey);
    return request;
  }

  private static void requireKey(@Nullable String key) {
    if (key != null && (key.isEmpty() || key.length() > MAX_KEY_LENGTH)) {
      throw new InvalidBodyException(
          "idempotency_key must have 1 to %d characters; it has %d."
              .formatted(MAX_KEY_LENGTH, key.length()));
    }
  }
}
