package dev.dropbell.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dropbell.hub.EventLog;
import dev.dropbell.listener.ListenerLifecycle;
import dev.dropbell.testing.RunningService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the platform asks: readiness follows whatever keeps files from being taken, liveness follows
 * none of it; and where the actuator answers.
 */
class HealthIT {

  @TempDir Path root;

  private final List<RunningService> services = new ArrayList<>();

  @AfterEach
  void stop() {
    services.forEach(RunningService::close);
  }

  @Test
  void service_isReadyAndTellsItsParts() throws Exception {
    RunningService service = start();

    HttpResponse<String> readiness = get(service.http("/actuator/health/readiness"));

    assertThat(readiness.statusCode()).isEqualTo(200);
    assertThat(json(readiness).path("components").propertyNames())
        .containsExactlyInAnyOrder("readinessState", "listeners", "root", "diskSpace", "log");
    assertThat(get(service.http("/actuator/health/liveness")).statusCode()).isEqualTo(200);
  }

  @Test
  void listenerThatStopped_isNotReadyAndAlive() throws Exception {
    RunningService service = start();
    service.parts(ListenerLifecycle.class).getFirst().stop();

    assertNotReady(service, "listeners");
  }

  @Test
  void rootThatWentAway_isNotReadyAndAlive() throws Exception {
    RunningService service = start("--dropbell.data-directory=" + root.resolve("log"));
    Files.delete(root.resolve("files/.dropbell/staging"));

    assertNotReady(service, "root");
  }

  @Test
  void diskBelowTheFloor_isNotReadyAndAlive() throws Exception {
    assertNotReady(start("--dropbell.upload.min-free=1000000TB"), "diskSpace");
  }

  @Test
  void logThatIsClosed_isNotReadyAndAlive() throws Exception {
    RunningService service = start();
    ((AutoCloseable) service.part(EventLog.class)).close();

    assertNotReady(service, "log");
  }

  @Test
  void info_tellsVersionAndBoundPorts() throws Exception {
    RunningService service = start("--management.server.port=0");
    int management = service.managementPort();

    JsonNode info = json(get(URI.create("http://127.0.0.1:" + management + "/actuator/info")));

    assertThat(info.path("build").path("version").asString()).isNotEmpty();
    assertThat(info.path("ports").path("http").asInt()).isEqualTo(service.httpPort());
    assertThat(info.path("ports").path("ftp").asInt()).isEqualTo(service.port("ftp"));
    assertThat(info.path("ports").path("management").asInt()).isEqualTo(management);
    assertThat(get(service.http("/actuator/info")).statusCode()).isEqualTo(404);
  }

  @Test
  void dashboard_isToldTheBoundPortUnlessBehindAProxy() throws Exception {
    RunningService direct = start();
    assertThat(json(get(direct.http("/dashboard.json"))).path("socketio").path("port").asInt())
        .isEqualTo(direct.port("socketio"));
    direct.close();

    RunningService proxied = start("--dropbell.dashboard.behind-proxy=true");
    assertThat(json(get(proxied.http("/dashboard.json"))).path("socketio").path("port").isNull())
        .isTrue();
  }

  @Test
  void managementPort_bindsWhereEverythingDoes() throws Exception {
    RunningService service = start("--management.server.port=0");
    InetAddress outside =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> !address.isLoopbackAddress() && address.getAddress().length == 4)
            .findFirst()
            .orElse(InetAddress.ofLiteral("127.0.0.2"));

    try (Socket socket = new Socket()) {
      assertThatThrownBy(
              () -> socket.connect(new InetSocketAddress(outside, service.managementPort()), 2_000))
          .isInstanceOf(IOException.class);
    }
  }

  private RunningService start(String... args) {
    RunningService service = RunningService.start(root.resolve("files"), args);
    services.add(service);
    return service;
  }

  private static void assertNotReady(RunningService service, String because) throws Exception {
    HttpResponse<String> readiness = get(service.http("/actuator/health/readiness"));
    assertThat(readiness.statusCode()).as(readiness.body()).isEqualTo(503);
    assertThat(json(readiness).path("components").path(because).path("status").asString())
        .isNotEqualTo("UP");
    assertThat(get(service.http("/actuator/health/liveness")).statusCode()).isEqualTo(200);
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }

  private static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
