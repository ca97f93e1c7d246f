package dev.dropbell.relay;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether the service answers at all; the actuator knows more. */
@RestController
@Tag(name = "Health")
final class HealthController {

  @GetMapping(path = "/health", produces = MediaType.TEXT_PLAIN_VALUE)
  @Operation(
      summary = "Is it up?",
      description = "For a quick look. Probes should ask /actuator/health.")
  @ApiResponse(
      responseCode = "200",
      description = "It is up.",
      content = @Content(mediaType = MediaType.TEXT_PLAIN_VALUE, examples = @ExampleObject("ok")))
  String health() {
    return "ok";
  }
}
