package dev.dropbell.relay;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * A message for everybody.
 *
 * @param message JSON text
 */
@Schema(
    description = "A message for every connected client.",
    additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
record AnnounceRequest(
    @Schema(
            description = "A string or any other JSON, null included.",
            types = {"string", "number", "boolean", "object", "array", "null"},
            example = "back in five minutes",
            requiredMode = Schema.RequiredMode.REQUIRED)
        String message) {

  static AnnounceRequest from(JsonFields fields) {
    AnnounceRequest request = new AnnounceRequest(fields.json("message"));
    fields.refuseOthers();
    return request;
  }
}
