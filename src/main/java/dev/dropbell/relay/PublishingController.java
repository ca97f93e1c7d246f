package dev.dropbell.relay;

import dev.dropbell.hub.TraceParent;
import dev.dropbell.security.HttpCaller;
import dev.dropbell.security.Scope;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Takes messages in. */
@RestController
@Tag(name = "Publishing", description = "Messages for a topic, or for everybody")
final class PublishingController {

  private final Publisher publisher;

  PublishingController(Publisher publisher) {
    this.publisher = publisher;
  }

  @PostMapping(
      path = "/publish",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Publish to a topic",
      description = "Goes to everybody in the topic, over every transport, in one order for all.",
      requestBody =
          @RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = PublishRequest.class))))
  @ApiResponse(responseCode = "200", description = "Logged and handed out.")
  @ProblemResponses.ForBody
  @ProblemResponses.ForToken
  @ProblemResponses.Conflict
  @ProblemResponses.Unavailable
  PublishAnswer publish(
      @Parameter(hidden = true) JsonFields body,
      @TraceParentHeader @Nullable TraceParent trace,
      @Parameter(hidden = true) HttpServletRequest request) {
    PublishRequest wanted = PublishRequest.from(body);
    HttpCaller.of(request).requireTopic(Scope.PUBLISH, wanted.topic().name());
    return publisher.publish(wanted, trace);
  }

  @PostMapping(
      path = "/announce",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Announce to everybody",
      description = "Goes to every client that is connected now, whatever it joined.",
      requestBody =
          @RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = AnnounceRequest.class))))
  @ApiResponse(responseCode = "200", description = "Handed out.")
  @ProblemResponses.ForBody
  @ProblemResponses.ForToken
  @ProblemResponses.Unavailable
  AnnounceAnswer announce(
      @Parameter(hidden = true) JsonFields body, @TraceParentHeader @Nullable TraceParent trace) {
    return publisher.announce(AnnounceRequest.from(body), trace);
  }
}
