package dev.dropbell.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.testing.FrameClient;
import dev.dropbell.testing.NodeSocketIoClient;
import dev.dropbell.testing.PrometheusText;
import dev.dropbell.testing.RunningService;
import dev.dropbell.testing.ScriptedFtpClient;
import dev.dropbell.testing.SlowReader;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * What Prometheus reads: every metric of DESIGN 4 by its name and type, moved by what happens, and
 * no path or user among the labels.
 */
class MetricsIT {

  private static final String LARGE = "x".repeat(900_000);

  private static RunningService service;

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start(@TempDir Path root) {
    service = RunningService.start(root, "--dropbell.directories=secretplace");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void everyMetric_isThereWithItsType() throws Exception {
    PrometheusText metrics = scrape();

    Map.ofEntries(
            Map.entry("dropbell_uploads_total", "counter"),
            Map.entry("dropbell_upload_duration_seconds", "histogram"),
            Map.entry("dropbell_upload_bytes", "histogram"),
            Map.entry("dropbell_uploads_active", "gauge"),
            Map.entry("dropbell_messages_published_total", "counter"),
            Map.entry("dropbell_messages_delivered_total", "counter"),
            Map.entry("dropbell_messages_dropped_total", "counter"),
            Map.entry("dropbell_delivery_lag_seconds", "histogram"),
            Map.entry("dropbell_clients", "gauge"),
            Map.entry("dropbell_disconnects_total", "counter"),
            Map.entry("dropbell_recoveries_total", "counter"),
            Map.entry("dropbell_ftp_refused_total", "counter"))
        .forEach((family, type) -> assertThat(metrics.type(family)).as(family).isEqualTo(type));
  }

  @Test
  void upload_isCountedMeasuredAndDelivered() throws Exception {
    PrometheusText before = scrape();
    try (NodeSocketIoClient browser = NodeSocketIoClient.connect(service.port("socketio"))) {
      browser.join("uploads");

      upload("/secretplace/private-name.jpg", 5_000);

      String cursor = browser.awaitEvent("file_uploaded").path("cursor").asString();
      browser.emitWithAck("join_room", Map.of("room", "other", "since", cursor));
      PrometheusText after = scrape();
      assertRise(before, after, "dropbell_uploads_total{outcome=\"completed\"}", 1);
      assertRise(before, after, "dropbell_upload_duration_seconds_count", 1);
      assertRise(before, after, "dropbell_upload_bytes_sum", 5_000);
      assertRise(before, after, "dropbell_upload_bytes_bucket{le=\"1024.0\"}", 0);
      assertRise(before, after, "dropbell_upload_bytes_bucket{le=\"8192.0\"}", 1);
      assertRise(before, after, "dropbell_recoveries_total{outcome=\"recovered\"}", 1);
      assertThat(after.value("dropbell_clients{transport=\"socketio\"}")).isEqualTo(1);
      // Started, perhaps progress, and completed.
      assertThat(rise(before, after, "dropbell_messages_published_total"))
          .isGreaterThanOrEqualTo(2);
      assertThat(rise(before, after, "dropbell_messages_delivered_total{transport=\"socketio\"}"))
          .isGreaterThanOrEqualTo(2);
      await()
          .untilAsserted(
              () -> assertRise(before, scrape(), "dropbell_delivery_lag_seconds_count", 1));
      assertThat(rise(before, scrape(), "dropbell_delivery_lag_seconds_sum")).isPositive();
      assertThat(after.text()).doesNotContain("secretplace", "private-name", "uploader");
      browser.disconnect();
    }
    await()
        .untilAsserted(() ->
            assertRise(
                before,
                scrape(),
                "dropbell_disconnects_total{reason=\"client\",transport=\"socketio\"}",
                1));
  }

  @Test
  void abortedUpload_isActiveThenFailed() throws Exception {
    PrometheusText before = scrape();
    try (ScriptedFtpClient ftp = ScriptedFtpClient.logIn(service.port("ftp"));
        Socket data = ftp.openData()) {
      ftp.write("STOR broken.bin\r\n");
      ftp.expect(150);
      data.getOutputStream().write(new byte[1_000]);
      assertThat(scrape().value("dropbell_uploads_active")).isEqualTo(1);
      ftp.reset();
    }

    await()
        .untilAsserted(
            () -> assertRise(before, scrape(), "dropbell_uploads_total{outcome=\"failed\"}", 1));
    PrometheusText after = scrape();
    assertThat(after.value("dropbell_uploads_active")).isZero();
    assertRise(before, after, "dropbell_uploads_total{outcome=\"completed\"}", 0);
    assertRise(before, after, "dropbell_upload_duration_seconds_count", 0);
  }

  @Test
  void refusedCommands_areCountedByName() throws Exception {
    PrometheusText before = scrape();
    try (ScriptedFtpClient ftp = ScriptedFtpClient.logIn(service.port("ftp"))) {
      assertThat(ftp.send("DELE a.txt").code()).isEqualTo(550);
      assertThat(ftp.store("STOR .hidden", new byte[1]).code()).isEqualTo(553);
      assertThat(ftp.store("STOR nowhere/a.txt", new byte[1]).code()).isEqualTo(550);
    }

    PrometheusText after = scrape();
    assertRise(before, after, "dropbell_ftp_refused_total{command=\"DELE\"}", 1);
    assertThat(after.value("dropbell_ftp_refused_total{command=\"STOR\"}")).isEqualTo(1);
    assertRise(before, after, "dropbell_uploads_total{outcome=\"refused\"}", 1);
    assertRise(before, after, "dropbell_uploads_total{outcome=\"failed\"}", 0);
  }

  @Test
  void requestsForFiles_areTimedUnderOneName() throws Exception {
    String tags =
        "http_server_requests_seconds_count{error=\"none\",exception=\"none\",method=\"%s\","
            + "outcome=\"CLIENT_ERROR\",status=\"%d\",uri=\"/files/**\"}";
    PrometheusText before = scrape();
    for (String method : new String[] {"GET", "HEAD", "MADEUP", "MADEUP2"}) {
      http.send(
          HttpRequest.newBuilder(service.http("/files/secretplace/nothing.jpg"))
              .method(method, HttpRequest.BodyPublishers.noBody())
              .build(),
          HttpResponse.BodyHandlers.discarding());
    }

    PrometheusText after = scrape();
    assertRise(before, after, tags.formatted("GET", 404), 1);
    assertRise(before, after, tags.formatted("HEAD", 404), 1);
    assertRise(before, after, tags.formatted("UNKNOWN", 405), 2);
    assertThat(after.text()).doesNotContain("MADEUP");
  }

  /** What the chart's alerts and dashboard ask Prometheus for. */
  @ParameterizedTest
  @ValueSource(strings = {"alerts.yaml", "dashboard.json"})
  void monitoring_asksOnlyForWhatThereIs(String file) throws Exception {
    String basedir = System.getProperty("dropbell.basedir", System.getProperty("user.dir"));
    String rules = Files.readString(Path.of(basedir, "helm/dropbell/files", file));
    Set<String> names =
        Pattern.compile("\\b(dropbell|jvm|process|disk)_[a-z_]+")
            .matcher(rules)
            .results()
            .map(MatchResult::group)
            .collect(Collectors.toSet());
    assertThat(names).hasSizeGreaterThan(5);

    System.gc(); // of collections there is nothing to tell before the first
    await()
        .untilAsserted(() -> {
          String metrics = scrape().text();
          assertThat(names)
              .allSatisfy(name -> assertThat(metrics).containsPattern("(?m)^" + name + "[{ ]"));
        });
  }

  @Test
  void slowClients_areClosedAndCountedWithWhatTheyLost() throws Exception {
    PrometheusText before = scrape();
    String path =
        URI.create(
                JsonMapper.shared()
                    .readTree(post("/register", "{\"user_id\":1,\"topics\":[\"flood\"]}"))
                    .path("url")
                    .asString())
            .getPath();
    try (SlowReader webSocket = new SlowReader(service.httpPort(), path);
        SlowReader socketIo =
            new SlowReader(service.port("socketio"), "/socket.io/?EIO=4&transport=websocket");
        FrameClient frames = FrameClient.connect(service.port("tcp"))) {
      frames.ask("{'op':'subscribe','topics':['flood']}");
      socketIo.send("40").send("42[\"join_room\",{\"room\":\"flood\"}]");

      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> {
            post("/publish", "{\"topic\":\"flood\",\"message\":\"" + LARGE + "\"}");
            PrometheusText now = scrape();
            for (String transport : new String[] {"websocket", "socketio", "tcp"}) {
              String slow = "{reason=\"slow\",transport=\"" + transport + "\"}";
              assertThat(rise(before, now, "dropbell_disconnects_total" + slow)).isEqualTo(1);
              assertThat(rise(before, now, "dropbell_messages_dropped_total" + slow)).isPositive();
            }
          });
      assertThat(webSocket).isNotNull();
    }
  }

  private static PrometheusText scrape() throws IOException, InterruptedException {
    return PrometheusText.scrape(service.http("/actuator/prometheus"));
  }

  private static void assertRise(
      PrometheusText before, PrometheusText after, String sample, double by) {
    assertThat(rise(before, after, sample)).as(sample).isEqualTo(by);
  }

  private static double rise(PrometheusText before, PrometheusText after, String sample) {
    return after.value(sample) - before.valueOrZero(sample);
  }

  private static void upload(String path, int bytes) {
    try (ScriptedFtpClient ftp = ScriptedFtpClient.logIn(service.port("ftp"))) {
      assertThat(ftp.store("STOR " + path, new byte[bytes]).code()).isEqualTo(226);
    }
  }

  private String post(String path, String json) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(service.http(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json, UTF_8))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }
}
