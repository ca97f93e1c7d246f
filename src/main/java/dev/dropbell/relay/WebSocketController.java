package dev.dropbell.relay;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Turns a request into a WebSocket. */
@RestController
@Tag(name = "Registration")
final class WebSocketController {

  private final Registrations registrations;
  private final WebSockets webSockets;

  WebSocketController(Registrations registrations, WebSockets webSockets) {
    this.registrations = registrations;
    this.webSockets = webSockets;
  }

  @GetMapping(WebSocketUrl.PATH + "{id}")
  @Operation(
      summary = "Connect",
      description =
          "A WebSocket (RFC 6455). Messages come as text, as they were published. Send ping, and"
              + " pong comes back; send {\"topics\": [\"cats\"]} to have these topics and no"
              + " others. With the subprotocol dropbell.v1.json messages come whole, as GET /events"
              + " answers them, and {\"topics\": [\"cats\"], \"since\": \"k3x9:1042\"} brings what"
              + " came after that place first; the answer is {\"type\": \"subscribed\", \"topics\","
              + " \"cursor\", \"recovered\"}. One connection for each registration: a newer one takes over.")
  @ApiResponse(responseCode = "101", description = "The WebSocket is open.", content = @Content)
  @ProblemResponses.NotFound
  @ProblemResponses.UpgradeRequired
  void connect(
      @Parameter(
              description = "As in the url that POST /register answered",
              example = "8d1f6c0a4b7e4f0d9a3c5b2e7f618d90")
          @PathVariable
          String id,
      @Parameter(hidden = true) HttpServletRequest request,
      @Parameter(hidden = true) HttpServletResponse response)
      throws IOException, ServletException {
    Registration registration = registrations.find(id);
    if (registration == null) {
      throw new UnknownRegistrationException();
    }
    Handshake.check(request);
    Format format = Handshake.accept(request, response);
    request
        .upgrade(WebSocketUpgrade.class)
        .onOpen(wire -> webSockets.open(registration, format, wire));
  }
}
