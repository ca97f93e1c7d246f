package dev.dropbell.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.json.Json;
import dev.dropbell.testing.FrameClient;
import dev.dropbell.testing.NodeSocketIoClient;
import dev.dropbell.testing.RunningService;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * The trace that a publisher names over HTTP comes with the message, over every transport and out
 * of the log; without one, or with one that is none, messages are what they always were.
 */
class TraceIT {

  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @TempDir static Path root;
  private static RunningService service;

  @BeforeAll
  static void start() {
    service = RunningService.start(root);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void published_carriesItsTrace_liveAndReplayed() throws Exception {
    String before =
        published("/publish", "{\"topic\":\"t1\",\"message\":0}").get("cursor").asString();
    try (PlainClient whole =
            PlainClient.connectWhole(PlainClient.register(service, "1", "[\"t1\"]"));
        PlainClient plain = PlainClient.join(service, "1", "[\"t1\"]");
        FrameClient frames = FrameClient.connect(service.port("tcp"));
        NodeSocketIoClient browser = NodeSocketIoClient.connect(service.port("socketio"))) {
      whole.say("ping");
      assertThat(whole.next()).isEqualTo("pong");
      frames.ask("{'op':'subscribe','topics':['t1']}");
      browser.join("t1");

      String id =
          published("/publish", "{\"topic\":\"t1\",\"message\":\"hi\"}", TRACE)
              .get("id")
              .asString();

      JsonNode overWebSocket = whole.nextJson();
      assertThat(List.copyOf(overWebSocket.propertyNames()))
          .containsExactly("id", "cursor", "topic", "type", "data", "at", "traceparent");
      assertTraced(overWebSocket, id);
      assertThat(plain.next()).isEqualTo("hi");
      JsonNode overTcp = frames.readJson();
      assertThat(List.copyOf(overTcp.propertyNames()))
          .containsExactly("type", "id", "cursor", "topic", "data", "at", "traceparent");
      assertTraced(overTcp, id);
      JsonNode overSocketIo = browser.awaitEvent("message");
      assertThat(List.copyOf(overSocketIo.propertyNames()))
          .containsExactly("id", "cursor", "topic", "message", "traceparent");
      assertTraced(overSocketIo, id);
    }
    assertReplayed(before);
  }

  private static void assertReplayed(String since) throws Exception {
    JsonNode page = Json.read(PlainClient.get(service, "/events?topic=t1&since=" + since).body());
    JsonNode event = page.get("events").get(0);
    String id = event.get("id").asString();
    assertTraced(event, id);
    try (PlainClient whole = PlainClient.connectWhole(PlainClient.register(service, "1", "[]"));
        FrameClient frames = FrameClient.connect(service.port("tcp"));
        NodeSocketIoClient browser = NodeSocketIoClient.connect(service.port("socketio"))) {
      whole.say("{\"topics\":[\"t1\"],\"since\":\"" + since + "\"}");
      assertThat(whole.nextJson().get("type").asString()).isEqualTo("subscribed");
      assertTraced(whole.nextJson(), id);
      frames.ask("{'op':'subscribe','topics':['t1'],'since':'" + since + "'}");
      assertTraced(frames.readJson(), id);
      browser.emitWithAck("join_room", Map.of("room", "t1", "since", since));
      assertTraced(browser.awaitEvent("message"), id);
    }
  }

  @Test
  void announcement_carriesItsTrace() throws Exception {
    try (PlainClient whole = PlainClient.connectWhole(PlainClient.register(service, "1", "[]"));
        FrameClient frames = FrameClient.connect(service.port("tcp"));
        NodeSocketIoClient browser = NodeSocketIoClient.connect(service.port("socketio"))) {
      whole.say("ping");
      assertThat(whole.next()).isEqualTo("pong");
      frames.ask("{'op':'ping'}");

      published("/announce", "{\"message\":\"soon\"}", TRACE);

      assertThat(whole.nextJson().get("traceparent").asString()).isEqualTo(TRACE);
      assertThat(frames.readJson().get("traceparent").asString()).isEqualTo(TRACE);
      assertThat(browser.awaitEvent("announcement").toString())
          .isEqualTo("{\"message\":\"soon\",\"traceparent\":\"" + TRACE + "\"}");
    }
  }

  @Test
  void ephemeralAndAddressed_carryTheirTrace() throws Exception {
    try (PlainClient whole =
        PlainClient.connectWhole(PlainClient.register(service, "7", "[\"t2\"]"))) {
      whole.say("ping");
      assertThat(whole.next()).isEqualTo("pong");
      published(
          "/publish", "{\"topic\":\"t2\",\"message\":1,\"user_id\":7,\"ephemeral\":true}", TRACE);
      JsonNode message = whole.nextJson();
      assertThat(message.get("user_id").intValue()).isEqualTo(7);
      assertThat(message.get("traceparent").asString()).isEqualTo(TRACE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        TRACE + "-more",
        TRACE + ", " + TRACE,
      })
  void malformedTrace_isIgnored(String header) throws Exception {
    assertUntraced(header);
  }

  @Test
  void traceNamedTwice_isIgnored() throws Exception {
    assertUntraced(TRACE, TRACE);
    assertUntraced(TRACE, "nonsense");
  }

  @Test
  void laterVersion_isCutToWhatIsKnownOfIt() throws Exception {
    published(
        "/publish", "{\"topic\":\"t3\",\"message\":1}", TRACE.replaceFirst("00", "42") + "-x");
    JsonNode events = Json.read(PlainClient.get(service, "/events?topic=t3").body()).get("events");
    assertThat(events.get(0).get("traceparent").asString()).isEqualTo(TRACE);
  }

  @Test
  void repeatFromAnotherTrace_isTheSameMessage() throws Exception {
    String body = "{\"topic\":\"t4\",\"message\":1,\"idempotency_key\":\"t4\"}";
    JsonNode first = published("/publish", body, TRACE);
    assertThat(published("/publish", body, TRACE.replace("00f0", "11f0"))).isEqualTo(first);
    assertThat(published("/publish", body)).isEqualTo(first);
    JsonNode events = Json.read(PlainClient.get(service, "/events?topic=t4").body()).get("events");
    assertThat(events).hasSize(1);
    assertThat(events.get(0).get("traceparent").asString()).isEqualTo(TRACE);
  }

  @Test
  void apiDescription_namesTheHeader() throws Exception {
    JsonNode api = Json.read(PlainClient.get(service, "/v3/api-docs").body());
    for (String call : List.of("~1publish", "~1announce")) {
      JsonNode parameters = api.at("/paths/" + call + "/post/parameters");
      assertThat(parameters).as(parameters.toString()).hasSize(1);
      assertThat(parameters.get(0).get("name").asString()).isEqualTo("traceparent");
      assertThat(parameters.get(0).get("in").asString()).isEqualTo("header");
      assertThat(parameters.get(0).path("required").booleanValue(false)).isFalse();
      assertThat(parameters.get(0).at("/schema/type").asString()).isEqualTo("string");
    }
    JsonNode message = api.at("/components/schemas/WholeMessage");
    assertThat(message.at("/properties/traceparent/type").asString()).isEqualTo("string");
    assertThat(message.path("required").toString()).doesNotContain("traceparent");
  }

  private static void assertTraced(JsonNode message, String id) {
    assertThat(message.get("id").asString()).isEqualTo(id);
    assertThat(message.get("traceparent").asString()).isEqualTo(TRACE);
  }

  private static void assertUntraced(String... headers) throws Exception {
    String since =
        published("/publish", "{\"topic\":\"none\",\"message\":0}").get("cursor").asString();
    published("/publish", "{\"topic\":\"none\",\"message\":1}", headers);
    JsonNode events =
        Json.read(PlainClient.get(service, "/events?topic=none&since=" + since).body())
            .get("events");
    assertThat(events).hasSize(1);
    assertThat(List.copyOf(events.get(0).propertyNames()))
        .containsExactly("id", "cursor", "topic", "type", "data", "at");
  }

  private static JsonNode published(String path, String body, String... traces) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(service.http(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    for (String trace : traces) {
      request.header("traceparent", trace);
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return Json.read(answer.body());
    }
  }
}
