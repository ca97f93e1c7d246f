package dev.dropbell.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.json.Json;
import dev.dropbell.testing.RunningService;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What has happened, by GET /events and over the WebSocket, with the same cursors. */
class HistoryIT {

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
  void events_arePagedInOrder_withWholeMessages() throws Exception {
    List<String> cursors = publish("h1", 5);

    JsonNode first = events("?topic=h1&limit=2");
    JsonNode message = first.get("events").get(0);
    assertThat(List.copyOf(message.propertyNames()))
        .containsExactly("id", "cursor", "topic", "type", "data", "at");
    assertThat(message.get("cursor").stringValue()).isEqualTo(cursors.getFirst());
    assertThat(message.get("topic").stringValue()).isEqualTo("h1");
    assertThat(message.get("type").stringValue()).isEqualTo("message");
    assertThat(message.get("data").toString()).isEqualTo("{\"n\":0}");
    assertThat(message.get("at").stringValue()).endsWith("Z");
    assertThat(first.get("recovered").booleanValue()).isTrue();

    List<String> seen = new ArrayList<>(cursorsOf(first));
    JsonNode page = first;
    while (!page.get("events").isEmpty()) {
      page = events("?topic=h1&limit=2&since=" + page.get("next").stringValue());
      seen.addAll(cursorsOf(page));
    }
    assertThat(seen).isEqualTo(cursors);
  }

  @Test
  void eventsSince_areThoseBehindIt_alsoOfSeveralTopics() throws Exception {
    List<String> first = publish("h2/a", 2);
    List<String> second = publish("h2/b", 1);
    assertThat(cursorsOf(events("?topic=h2/a&topic=h2/b&since=" + first.getFirst())))
        .containsExactly(first.get(1), second.get(0));
  }

  @Test
  void events_leaveOutWhatIsAddressedOrEphemeral() throws Exception {
    post("{\"topic\":\"h3\",\"message\":1,\"user_id\":1}");
    post("{\"topic\":\"h3\",\"message\":2,\"ephemeral\":true}");
    post("{\"topic\":\"h3\",\"message\":3}");
    JsonNode page = events("?topic=h3");
    assertThat(page.get("events")).hasSize(1);
    assertThat(page.get("events").get(0).get("data").intValue()).isEqualTo(3);
  }

  @Test
  void cursorOfAnotherLog_startsFromTheOldest_andSaysSo() throws Exception {
    List<String> cursors = publish("h4", 1);
    JsonNode page = events("?topic=h4&since=zzzzzz:4");
    assertThat(page.get("recovered").booleanValue()).isFalse();
    assertThat(cursorsOf(page)).isEqualTo(cursors);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "since=nonsense",
        "since=",
        "since=a:-1",
        "limit=0",
        "limit=1001",
        "limit=x",
        "topic=a%20b",
        "topic="
      })
  void badParameter_isAProblemThatNamesIt(String query) throws Exception {
    HttpResponse<String> answer = PlainClient.get(service, "/events?" + query);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(Json.read(answer.body()).get("detail").stringValue())
        .containsIgnoringCase(query.substring(0, query.indexOf('=')));
  }

  @Test
  void wholeClient_getsWholeMessages_andResumesBySince() throws Exception {
    URI url = PlainClient.register(service, "1", "[]");
    List<String> cursors = publish("h5", 3);
    try (PlainClient client = PlainClient.connectWhole(url)) {
      client.say("{\"topics\":[\"h5\",\"h5/more\"],\"since\":\"" + cursors.get(0) + "\"}");
      assertThat(client.next())
          .isEqualTo(
              "{\"type\":\"subscribed\",\"topics\":[\"h5\",\"h5/more\"],\"cursor\":\"%s\",\"recovered\":true}"
                  .formatted(cursors.get(0)));
      assertThat(client.nextJson().get("cursor").stringValue()).isEqualTo(cursors.get(1));
      assertThat(client.nextJson().get("cursor").stringValue()).isEqualTo(cursors.get(2));
      post("{\"topic\":\"h5/more\",\"message\":\"live\",\"user_id\":\"1\"}");
      JsonNode live = client.nextJson();
      assertThat(live.get("data").stringValue()).isEqualTo("live");
      assertThat(live.get("user_id").stringValue()).isEqualTo("1");
    }
  }

  @Test
  void wholeClientThatSaysNothing_getsWhatItRegisteredFor() throws Exception {
    try (PlainClient client =
        PlainClient.connectWhole(PlainClient.register(service, "1", "[\"h11\"]"))) {
      publish("h11", 2);
      assertThat(client.nextJson().get("data").get("n").intValue()).isEqualTo(0);
      assertThat(client.nextJson().get("data").get("n").intValue()).isEqualTo(1);
      client.say("ping");
      assertThat(client.next()).isEqualTo("pong");
      assertThat(post("{\"topic\":\"h11\",\"message\":2}").get("delivered").intValue())
          .isEqualTo(1);
    }
  }

  @Test
  void wholeClientThatComesBack_getsNothingBeforeItHasSaidWhereItWas() throws Exception {
    URI url = PlainClient.register(service, "1", "[\"h12\"]");
    List<String> cursors = publish("h12", 2);
    PlainClient.connectWhole(url).close();
    try (PlainClient client = PlainClient.connectWhole(url)) {
      post("{\"topic\":\"h12\",\"message\":\"meanwhile\"}");
      client.say("{\"topics\":[\"h12\"],\"since\":\"" + cursors.getFirst() + "\"}");
      assertThat(client.nextJson().get("type").stringValue()).isEqualTo("subscribed");
      assertThat(client.nextJson().get("cursor").stringValue()).isEqualTo(cursors.getLast());
      assertThat(client.nextJson().get("data").stringValue()).isEqualTo("meanwhile");
    }
  }

  @Test
  void wholeClientWithoutSince_isToldTheHead() throws Exception {
    String head = publish("h6", 2).getLast();
    try (PlainClient client = PlainClient.connectWhole(PlainClient.register(service, "1", "[]"))) {
      client.say("{\"topics\":[\"h6\"]}");
      JsonNode answer = client.nextJson();
      assertThat(answer.get("cursor").stringValue()).isEqualTo(head);
      assertThat(answer.get("recovered").booleanValue()).isTrue();
    }
  }

  @Test
  void wholeClient_isToldWhenItsPlaceIsGone() throws Exception {
    publish("h7", 1);
    try (PlainClient client = PlainClient.connectWhole(PlainClient.register(service, "1", "[]"))) {
      client.say("{\"topics\":[\"h7\"],\"since\":\"zzzzzz:1\"}");
      assertThat(client.nextJson().get("recovered").booleanValue()).isFalse();
      assertThat(client.nextJson().get("topic").stringValue()).isEqualTo("h7");
      client.say("{\"topics\":[\"h7\"],\"since\":\"?\"}");
      assertThat(client.next()).startsWith("{\"error\":\"").contains("cursor");
    }
  }

  @Test
  void plainClient_cannotSaySince() throws Exception {
    try (PlainClient client = PlainClient.join(service, "1", "[\"h8\"]")) {
      client.say("{\"topics\":[\"h8\"],\"since\":\"k3x9:1\"}");
      assertThat(client.next()).startsWith("{\"error\":\"").contains("dropbell.v1.json");
    }
  }

  @Test
  void longReplay_isPacedByTheClient_andNeverTooMuch() throws Exception {
    String big = "x".repeat(50_000);
    for (int i = 0; i < 200; i++) {
      post("{\"topic\":\"h9\",\"message\":\"" + i + big + "\"}");
    }
    String begin = events("?limit=1").get("next").stringValue();
    String start = begin.substring(0, begin.indexOf(':')) + ":0";
    try (PlainClient client = PlainClient.connectWhole(PlainClient.register(service, "1", "[]"))) {
      client.say("{\"topics\":[\"h9\"],\"since\":\"" + start + "\"}");
      client.next();
      for (int i = 0; i < 200; i++) {
        assertThat(client.nextJson().get("data").stringValue()).isEqualTo(i + big);
      }
    }
  }

  @Test
  void keyedPublish_isKnownAfterARestart(@TempDir Path otherRoot) throws Exception {
    String body = "{\"topic\":\"h10\",\"message\":\"once\",\"idempotency_key\":\"k\"}";
    JsonNode answer;
    try (RunningService before = RunningService.start(otherRoot)) {
      answer = PlainClient.publish(before, body);
    }
    try (RunningService after = RunningService.start(otherRoot)) {
      JsonNode again = PlainClient.publish(after, body);
      assertThat(again.get("id")).isEqualTo(answer.get("id"));
      assertThat(again.get("cursor")).isEqualTo(answer.get("cursor"));
      assertThat(PlainClient.post(after, "/publish", body.replace("once", "twice")).statusCode())
          .isEqualTo(409);
      assertThat(Json.read(PlainClient.get(after, "/events").body()).get("events")).hasSize(1);
    }
  }

  private static List<String> publish(String topic, int count) throws Exception {
    List<String> cursors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      cursors.add(
          post("{\"topic\":\"" + topic + "\",\"message\":{\"n\":" + i + "}}")
              .get("cursor")
              .stringValue());
    }
    return cursors;
  }

  private static JsonNode post(String body) throws Exception {
    return PlainClient.publish(service, body);
  }

  private static JsonNode events(String query) throws Exception {
    HttpResponse<String> answer = PlainClient.get(service, "/events" + query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.read(answer.body());
  }

  private static List<String> cursorsOf(JsonNode page) {
    return page.get("events").valueStream().map(m -> m.get("cursor").stringValue()).toList();
  }
}
