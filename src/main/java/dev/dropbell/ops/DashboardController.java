package dev.dropbell.ops;

import io.swagger.v3.oas.annotations.Hidden;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells the dashboard which ports to talk to: it was loaded from another one. */
@Hidden
@RestController
class DashboardController {

  private final BoundPorts ports;
  private final DashboardProperties properties;

  DashboardController(BoundPorts ports, DashboardProperties properties) {
    this.ports = ports;
    this.properties = properties;
  }

  /**
   * Where the dashboard finds what it shows.
   *
   * @param port null means that of the page itself
   * @param tls whether it speaks TLS from the first byte
   */
  record Place(@Nullable Integer port, boolean tls) {}

  @GetMapping("/dashboard.json")
  Map<String, Place> places() {
    Map<String, Integer> bound = ports.byName();
    Integer port = properties.behindProxy() ? null : bound.get("socketio");
    Place socketio = new Place(port, ports.speaksTls("socketio"));
    return Map.of("socketio", socketio, "ftp", new Place(bound.get("ftp"), false));
  }
}
