package dev.dropbell.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dropbell.testing.GuardedService;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.Environment;

/** On a port of its own the actuator answers probes and Prometheus, and nobody else. */
class ManagementPortIT {

  @TempDir static Path root;
  private static GuardedService service;
  private static int port;

  @BeforeAll
  static void start() {
    service =
        GuardedService.start(
            root,
            Map.of("operator", "scopes=admin", "other", "scopes=publish,subscribe,read"),
            "--management.server.port=0",
            "--management.endpoints.web.exposure.include=*");
    port =
        Integer.parseInt(
            String.valueOf(
                service.service().part(Environment.class).getProperty("local.management.port")));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/actuator/health,           200, 200, 200",
    "/actuator/health/readiness, 200, 200, 200",
    "/actuator/info,             401, 403, 200",
    "/actuator/env,              401, 403, 200",
    "/actuator/loggers,          401, 403, 200",
    "/actuator,                  401, 403, 200",
    "/uploads,                   401, 403, 404",
  })
  void path_isOpenOrAdmins(String path, int nobody, int other, int operator) throws Exception {
    assertThat(status(null, path)).isEqualTo(nobody);
    assertThat(status("other", path)).isEqualTo(other);
    assertThat(status("operator", path)).isEqualTo(operator);
  }

  @Test
  void prometheus_needsNoToken() throws Exception {
    assertThat(status(null, "/actuator/prometheus")).isNotIn(401, 403);
  }

  @Test
  void mainPort_hasNoActuator() throws Exception {
    assertThat(service.get("operator", "/actuator/health").statusCode()).isEqualTo(404);
  }

  @Test
  void port_isBoundWhereEverythingIs() throws Exception {
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      for (InetAddress address : each.inetAddresses().toList()) {
        if (!address.isLoopbackAddress()) {
          assertThatExceptionOfType(ConnectException.class)
              .isThrownBy(() -> new Socket(address, port).close());
        }
      }
    }
  }

  private static int status(@Nullable String caller, String path) throws Exception {
    URI url = URI.create("http://127.0.0.1:" + port + path);
    return service.send(caller, HttpRequest.newBuilder(url)).statusCode();
  }
}
