package dev.dropbell.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.testing.NodeSocketIoClient;
import dev.dropbell.testing.PrometheusText;
import dev.dropbell.testing.RequiredProgram;
import dev.dropbell.testing.ScriptedFtpClient;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The service runs from what the chart renders: its ConfigMap as a file, its Secret as environment,
 * as a user that may write to its volumes only; it takes an upload, rings, and {@code helm test}'s
 * own script is content.
 */
class RenderedServiceIT {

  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @TempDir Path pod;

  @Test
  void renderedPod_takesAnUploadAndRings_andItsLinksOutliveIt() throws Exception {
    Rendered chart = Chart.renderWithTests("default", pod.resolve("scratch"));
    Path working = lay(chart);
    List<String> before = listing(working);
    Map<String, String> secret = decoded(chart.all(Secret.class).getFirst());

    String link;
    try (PodProcess service = start(chart, working)) {
      assertThat(service.user()).isNotZero();
      String token = requireNonNull(secret.get("admin-token"));
      try (NodeSocketIoClient browser =
              NodeSocketIoClient.connect(
                  service.port("socketio"),
                  NodeSocketIoClient.Transports.WEBSOCKET,
                  Map.of("token", token));
          ScriptedFtpClient ftp =
              ScriptedFtpClient.logIn(
                  service.port("ftp"), "uploader", requireNonNull(secret.get("ftp-password")))) {
        browser.join("uploads");
        assertThat(ftp.store("STOR café.txt", "hello".getBytes(UTF_8)).code()).isEqualTo(226);

        assertThat(browser.awaitEvent("file_uploaded").path("filename").asString())
            .isEqualTo("café.txt");
      }
      assertThat(pod.resolve("data/files/café.txt")).hasContent("hello");
      String metrics = "http://127.0.0.1:" + service.managementPort() + "/actuator/prometheus";
      assertThat(
              PrometheusText.scrape(URI.create(metrics))
                  .value("dropbell_uploads_total{outcome=\"completed\"}"))
          .isEqualTo(1);

      assertThat(helmTest(chart, service)).contains("rang for helm-test-");
      link = link(service, token);

      service.stop();
      await().until(() -> service.output().contains("stopped: name=ftp"));
    }
    try (PodProcess restarted = start(chart, working)) {
      HttpResponse<String> file = get(restarted, link, null);
      assertThat(file.statusCode()).as(file.body()).isEqualTo(200);
      assertThat(file.body()).isEqualTo("hello");
      assertThat(get(restarted, link + "x", null).statusCode()).isEqualTo(403);
    }
    assertThat(listing(working)).isEqualTo(before);
  }

  @Test
  void structuredLogs_areJsonLineByLine_andNameTheTraceOfAPublisher() throws Exception {
    Rendered chart = Chart.render("default");
    Path working = lay(chart);
    Map<String, String> environment = environment(chart);
    environment.put("LOGGING_STRUCTURED_FORMAT_CONSOLE", "ecs");
    environment.put("LOGGING_LEVEL_DEV_DROPBELL_RELAY", "debug");
    String token = requireNonNull(decoded(chart.all(Secret.class).getFirst()).get("admin-token"));

    try (PodProcess service =
        PodProcess.start(
            working, environment, command(Path.of(System.getProperty("dropbell.jar"))))) {
      publish(service, token, "traced", TRACE);
      publish(service, token, "untraced", "nonsense");
      service.stop();

      List<JsonNode> lines =
          service
              .output()
              .lines()
              .filter(l -> !l.startsWith("NOTE: Picked up"))
              .map(JsonMapper.shared()::readTree)
              .toList();
      assertThat(lines)
          .isNotEmpty()
          .allSatisfy(line -> assertThat(line.path("message").isString()).isTrue());
      assertThat(lines.stream().filter(l -> l.has("trace")))
          .singleElement()
          .satisfies(line -> {
            assertThat(line.path("message").asString()).contains("published:", "topic=traced");
            assertThat(line.at("/trace/id").asString()).isEqualTo(TRACE.substring(3, 35));
          });
      assertThat(lines.toString()).contains("topic=untraced");
    }
  }

  /** Makes what the kubelet would: the config, the volumes, and a root that is somebody else's. */
  private Path lay(Rendered chart) throws Exception {
    Path config = Files.createDirectories(pod.resolve("etc/dropbell"));
    // The volumes are below a directory of the test instead of below the root.
    String text = chart.configText().replace("/data/", pod.resolve("data") + "/");
    Files.writeString(config.resolve(Rendered.CONFIG), text);
    Path working = Files.createDirectories(pod.resolve("app"));
    Files.copy(Path.of(System.getProperty("dropbell.jar")), working.resolve("app.jar"));
    PodProcess.publish(pod);
    PodProcess.volume(pod.resolve("data"));
    PodProcess.volume(pod.resolve("tmp"));
    return working;
  }

  /** The address of a link to the uploaded file, below the service's. */
  private static String link(PodProcess service, String token) throws Exception {
    String answer = get(service, "/files/caf%C3%A9.txt?sign", token).body();
    return JsonMapper.shared().readTree(answer).path("url").asString();
  }

  private static void publish(PodProcess service, String token, String topic, String trace)
      throws Exception {
    String body = "{\"topic\":\"" + topic + "\",\"message\":1}";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.httpPort() + "/publish"))
            .header("Content-Type", "application/json")
            .header("traceparent", trace)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    assertThat(send(request, token).statusCode()).isEqualTo(200);
  }

  private static HttpResponse<String> get(PodProcess service, String path, @Nullable String token)
      throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + service.httpPort() + path);
    return send(HttpRequest.newBuilder(uri), token);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request, @Nullable String token)
      throws Exception {
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private PodProcess start(Rendered chart, Path working) throws Exception {
    return PodProcess.start(working, environment(chart), command(working.resolve("app.jar")));
  }

  private Map<String, String> environment(Rendered chart) {
    Map<String, String> environment = new HashMap<>(chart.environment(chart.container()));
    environment.put(
        "SPRING_CONFIG_ADDITIONAL_LOCATION", "file:" + pod.resolve("etc/dropbell") + "/");
    return environment;
  }

  private List<String> command(Path jar) {
    return List.of(
        PodProcess.java(),
        "--enable-native-access=ALL-UNNAMED",
        "-XX:TieredStopAtLevel=1",
        "-Djava.io.tmpdir=" + pod.resolve("tmp"),
        "-jar",
        jar.toString());
  }

  /** Runs the script of {@code helm test} as its pod would. */
  private static String helmTest(Rendered chart, PodProcess service) throws Exception {
    RequiredProgram.find("curl");
    Container container = chart.all(Pod.class).getFirst().getSpec().getContainers().getFirst();
    List<String> command = new ArrayList<>(container.getCommand());
    command.addAll(container.getArgs());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(chart.environment(container));
    builder.environment().put("FTP_URL", "ftp://127.0.0.1:" + service.port("ftp"));
    builder.environment().put("HTTP_URL", "http://127.0.0.1:" + service.httpPort());
    builder.environment().put("no_proxy", "*");
    Process script = builder.start();
    String output = new String(script.getInputStream().readAllBytes(), UTF_8);
    assertThat(script.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(script.exitValue()).as(output).isZero();
    return output;
  }

  private static Map<String, String> decoded(Secret secret) {
    Map<String, String> values = new HashMap<>();
    secret
        .getData()
        .forEach(
            (key, value) -> values.put(key, new String(Base64.getDecoder().decode(value), UTF_8)));
    return values;
  }

  private static List<String> listing(Path directory) throws Exception {
    try (var files = Files.walk(directory)) {
      return files.map(Path::toString).sorted().toList();
    }
  }
}
