package dev.dropbell.relay;

import dev.dropbell.hub.Topic;
import dev.dropbell.security.Caller;
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
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Gives out and takes back the right to connect a WebSocket. */
@RestController
@Tag(name = "Registration", description = "The right to connect a WebSocket")
final class RegistrationController {

  private static final Logger log = LoggerFactory.getLogger(RegistrationController.class);

  private final Registrations registrations;
  private final List<Topic> defaultTopics;

  RegistrationController(Registrations registrations, RelayProperties properties) {
    this.registrations = registrations;
    this.defaultTopics = properties.topics();
  }

  @PostMapping(
      path = "/register",
      consumes = MediaType.APPLICATION_JSON_VALUE,
      produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "Register a client",
      description =
          "Answers the url of a WebSocket. It expires when nobody connects in time, or comes back"
              + " in time after a lost connection.",
      requestBody =
          @RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = RegisterRequest.class))))
  @ApiResponse(responseCode = "200", description = "Registered.")
  @ProblemResponses.ForBody
  @ProblemResponses.ForToken
  @ProblemResponses.Unavailable
  RegisterAnswer register(
      @Parameter(hidden = true) JsonFields body,
      @Parameter(hidden = true) HttpServletRequest request) {
    RegisterRequest wanted = RegisterRequest.from(body);
    List<Topic> topics = wanted.topics() == null ? defaultTopics : wanted.topics();
    Caller caller = HttpCaller.of(request);
    caller.requireUser(wanted.userId().text());
    topics.forEach(topic -> caller.requireTopic(Scope.SUBSCRIBE, topic.name()));
    Registration registration = registrations.register(wanted.userId(), topics, caller);
    log.debug("registered: registration={} topics={}", registration.loggedId(), topics.size());
    return new RegisterAnswer(WebSocketUrl.of(request, registration.id()));
  }

  @DeleteMapping("/register/{id}")
  @Operation(
      summary = "End a registration",
      description = "Its WebSocket is closed with code 1000.")
  @ApiResponse(responseCode = "200", description = "Ended.", content = @Content)
  @ProblemResponses.ForToken
  @ProblemResponses.NotFound
  void delete(
      @Parameter(
              description = "The 32 digits at the end of the url",
              example = "8d1f6c0a4b7e4f0d9a3c5b2e7f618d90")
          @PathVariable
          String id) {
    Registration ended = registrations.remove(id);
    if (ended == null) {
      throw new UnknownRegistrationException();
    }
    log.debug("registration deleted: registration={}", ended.loggedId());
  }
}
