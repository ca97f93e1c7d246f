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

  DashboardController(BoundPorts ports) {
    this.ports = ports;
  }

  /**
   * Where the dashboard finds what it shows.
   *
   * @param port null means that of the page itself
   */
  record Place(@Nullable Integer port) {}

  @GetMapping("/dashboard.json")
  Map<String, Place> places() {
    Map<String, Integer> bound = ports.byName();
    return Map.of("socketio", new Place(bound.get("socketio")), "ftp", new Place(bound.get("ftp")));
  }
}
