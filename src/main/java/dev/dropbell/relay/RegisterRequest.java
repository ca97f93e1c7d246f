package dev.dropbell.relay;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.dropbell.hub.Topic;
import dev.dropbell.hub.UserId;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who wants to connect.
 *
 * @param topics null for the default ones
 */
@Schema(
    description = "Who wants to connect, and for which topics.",
    additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
record RegisterRequest(
    @JsonProperty("user_id")
        @Schema(
            description = "An integer >= 0 or a string; 1 and \"1\" are the same user.",
            implementation = Object.class,
            types = {"integer", "string"},
            example = "1",
            requiredMode = Schema.RequiredMode.REQUIRED)
        UserId userId,
    @Schema(
            description = "What to join, at most 100; without it the default topics.",
            types = "array",
            implementation = String[].class,
            example = "[\"cats\"]")
        @Nullable List<Topic> topics) {

  static RegisterRequest from(JsonFields fields) {
    UserId user = fields.user("user_id");
    List<String> names = fields.optionalTexts("topics");
    fields.refuseOthers();
    return new RegisterRequest(user, names == null ? null : Topic.parseAll(names));
  }
}
