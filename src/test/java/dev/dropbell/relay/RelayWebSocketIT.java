package dev.dropbell.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dropbell.hub.Draft;
import dev.dropbell.hub.Hub;
import dev.dropbell.hub.MessageType;
import dev.dropbell.hub.Topic;
import dev.dropbell.json.Json;
import dev.dropbell.testing.RunningService;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Register, connect, publish, hear: with an ordinary WebSocket client. */
class RelayWebSocketIT {

  @TempDir static Path root;
  private static RunningService service;

  @BeforeAll
  static void start() {
    service = RunningService.start(root, "--dropbell.relay.ping-interval=1s");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void published_reachesItsTopic_asItsText() throws Exception {
    try (PlainClient cats = PlainClient.join(service, "1", "[\"t1/cats\"]");
        PlainClient dogs = PlainClient.join(service, "2", "[\"t1/dogs\"]")) {
      JsonNode answer =
          PlainClient.publish(service, "{\"topic\":\"t1/cats\",\"message\":\"are \\u00e4wesome\"}");
      assertThat(answer.get("delivered").intValue()).isEqualTo(1);
      assertThat(answer.get("cursor").stringValue()).matches("[0-9a-z]+:[1-9][0-9]*");
      assertThat(UUID.fromString(answer.get("id").stringValue())).isNotNull();
      assertThat(cats.next()).isEqualTo("are äwesome");
      PlainClient.publish(service, "{\"topic\":\"t1/dogs\",\"message\":\"too\"}");
      assertThat(dogs.next()).isEqualTo("too");
    }
  }

  @Test
  void published_otherJson_isSentCompact() throws Exception {
    try (PlainClient client = PlainClient.join(service, "1", "[\"t2\"]")) {
      for (String message : List.of("{ \"a\" : [1.10, null] }", "null", "7", "\"\"")) {
        PlainClient.publish(service, "{\"topic\":\"t2\",\"message\":" + message + "}");
      }
      assertThat(List.of(client.next(), client.next(), client.next(), client.next()))
          .containsExactly("{\"a\":[1.10,null]}", "null", "7", "");
    }
  }

  @Test
  void publishedToAUser_reachesOnlyHisConnections_numberOrText() throws Exception {
    try (PlainClient number = PlainClient.join(service, "1", "[\"t3\"]");
        PlainClient text = PlainClient.join(service, "\"1\"", "[\"t3\"]");
        PlainClient other = PlainClient.join(service, "2", "[\"t3\"]")) {
      JsonNode answer =
          PlainClient.publish(service, "{\"topic\":\"t3\",\"message\":\"you\",\"user_id\":1}");
      assertThat(answer.get("delivered").intValue()).isEqualTo(2);
      PlainClient.publish(service, "{\"topic\":\"t3\",\"message\":\"all\",\"ephemeral\":true}");
      assertThat(number.next()).isEqualTo("you");
      assertThat(text.next()).isEqualTo("you");
      assertThat(other.next()).isEqualTo("all");
    }
  }

  @Test
  void announcement_reachesWhoJoinedNothing() throws Exception {
    try (PlainClient client = PlainClient.join(service, "1", "[]")) {
      assertThat(PlainClient.post(service, "/announce", "{\"message\":\"closing\"}").body())
          .matches("\\{\"delivered\":[1-9]\\d*}");
      assertThat(client.next()).isEqualTo("closing");
    }
  }

  @Test
  void upload_reachesAPlainClientOnce_andOnlyWhenComplete() throws Exception {
    try (PlainClient client = PlainClient.join(service, "1", "[\"uploads\",\"uploads/t4\"]")) {
      for (MessageType type :
          List.of(
              MessageType.UPLOAD_STARTED,
              MessageType.UPLOAD_PROGRESS,
              MessageType.UPLOAD_FAILED,
              MessageType.FILE_UPLOADED)) {
        service
            .part(Hub.class)
            .publish(
                Draft.of(
                    UUID.randomUUID(),
                    type,
                    Topic.ofUploadsTo("/t4"),
                    "{\"type\":\"" + type.wireName() + "\"}",
                    Instant.now()))
            .join();
      }
      assertThat(client.next())
          .startsWith("{\"cursor\":\"")
          .endsWith("\"type\":\"file_uploaded\"}");
      client.say("ping");
      assertThat(client.next()).isEqualTo("pong");
    }
  }

  @Test
  void withoutTopics_theDefaultsApply() throws Exception {
    String answer = PlainClient.post(service, "/register", "{\"user_id\":\"x\"}").body();
    try (PlainClient client =
        PlainClient.connect(URI.create(Json.read(answer).get("url").stringValue()))) {
      PlainClient.publish(service, "{\"topic\":\"cats\",\"message\":\"default\"}");
      assertThat(client.next()).isEqualTo("default");
    }
  }

  @Test
  void newTopics_replaceTheOld_alsoForTheNextConnection() throws Exception {
    URI url = PlainClient.register(service, "1", "[\"t5/old\"]");
    try (PlainClient client = PlainClient.connect(url)) {
      client.say("{\"topics\": [\"t5/new\"]}\n");
      client.say("ping\n");
      assertThat(client.next()).isEqualTo("pong");
      client.leave();
    }
    try (PlainClient again = PlainClient.connect(url)) {
      PlainClient.publish(service, "{\"topic\":\"t5/old\",\"message\":\"old\"}");
      PlainClient.publish(service, "{\"topic\":\"t5/new\",\"message\":\"new\"}");
      assertThat(again.next()).isEqualTo("new");
    }
  }

  @Test
  void whatIsNotUnderstood_getsAnError_andTheConnectionLivesOn() throws Exception {
    try (PlainClient client = PlainClient.join(service, "1", "[\"t6\"]")) {
      client.say("hello");
      assertThat(client.next()).startsWith("{\"error\":\"").contains("topics");
      client.say("{\"topics\": [\"a b\"]}");
      assertThat(client.next()).startsWith("{\"error\":\"").contains("not allowed");
      client.sayBinary((byte) 1, (byte) 2);
      assertThat(client.next()).startsWith("{\"error\":\"").contains("text frames");
      PlainClient.publish(service, "{\"topic\":\"t6\",\"message\":\"still here\"}");
      assertThat(client.next()).isEqualTo("still here");
    }
  }

  @Test
  void order_isThatOfPublishing_underLoad() throws Exception {
    try (PlainClient client = PlainClient.join(service, "1", "[\"t7\"]")) {
      List<String> sent = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        sent.add("m" + i + "x".repeat(i * 10));
        PlainClient.publish(service, "{\"topic\":\"t7\",\"message\":\"" + sent.getLast() + "\"}");
      }
      List<String> heard = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        heard.add(client.next());
      }
      assertThat(heard).isEqualTo(sent);
    }
  }

  @Test
  void largestMessage_goesThrough() throws Exception {
    try (PlainClient client = PlainClient.join(service, "1", "[\"t8\"]")) {
      String message = "x".repeat(1024 * 1024 - "{\"topic\":\"t8\",\"message\":\"\"}".length());
      PlainClient.publish(service, "{\"topic\":\"t8\",\"message\":\"" + message + "\"}");
      assertThat(client.next()).isEqualTo(message);
    }
  }

  @Test
  void newerConnection_takesOver() throws Exception {
    try (PlainClient older = PlainClient.join(service, "1", "[\"t9\"]");
        PlainClient newer = PlainClient.connect(older.url())) {
      assertThat(older.closedWith()).isEqualTo("4001 replaced by a newer connection");
      assertThat(
              PlainClient.publish(service, "{\"topic\":\"t9\",\"message\":\"one\"}")
                  .get("delivered")
                  .intValue())
          .isEqualTo(1);
      assertThat(newer.next()).isEqualTo("one");
    }
  }

  @Test
  void delete_closesTheConnection_andTheUrlIsGone() throws Exception {
    try (PlainClient client = PlainClient.join(service, "1", "[]")) {
      String path = client.url().getPath().replace("/ws/", "/register/");
      assertThat(delete(path)).isEqualTo(200);
      assertThat(client.closedWith()).isEqualTo("1000 registration deleted");
      assertThat(delete(path)).isEqualTo(404);
      assertThatThrownBy(() -> PlainClient.connect(client.url()))
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOfSatisfying(
              WebSocketHandshakeException.class,
              e -> assertThat(e.getResponse().statusCode()).isEqualTo(404));
    }
  }

  @Test
  void lostConnection_isNoticed_andTheUrlBringsWhatCameSince() throws Exception {
    PlainClient client = PlainClient.join(service, "1", "[\"t10\"]");
    client.close();
    await()
        .until(() ->
            PlainClient.publish(service, "{\"topic\":\"t10\",\"message\":\"lost\"}")
                    .get("delivered")
                    .intValue()
                == 0);
    try (PlainClient again = PlainClient.comeBack(client.url())) {
      PlainClient.publish(service, "{\"topic\":\"t10\",\"message\":\"back\"}");
      assertThat(List.of(again.next(), again.next())).containsExactly("lost", "back");
    }
  }

  @Test
  void repeatWithAKey_publishesNothing() throws Exception {
    String body = "{\"topic\":\"t11\",\"message\":\"once\",\"idempotency_key\":\"k-t11\"}";
    try (PlainClient client = PlainClient.join(service, "1", "[\"t11\"]")) {
      JsonNode first = PlainClient.publish(service, body);
      assertThat(PlainClient.publish(service, body)).isEqualTo(first);
      assertThat(PlainClient.post(service, "/publish", body.replace("once", "twice")).statusCode())
          .isEqualTo(409);
      PlainClient.publish(service, "{\"topic\":\"t11\",\"message\":\"next\"}");
      assertThat(List.of(client.next(), client.next())).containsExactly("once", "next");
    }
  }

  @Test
  void shutdown_closesWith1001(@TempDir Path otherRoot) throws Exception {
    RunningService other = RunningService.start(otherRoot);
    PlainClient client = PlainClient.join(other, "1", "[]");
    other.close();
    assertThat(client.closedWith()).isEqualTo("1001 server shutting down");
  }

  private static int delete(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(service.http(path)).DELETE().build(), BodyHandlers.ofString())
        .statusCode();
  }
}
