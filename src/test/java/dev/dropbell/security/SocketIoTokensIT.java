package dev.dropbell.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.testing.GuardedService;
import dev.dropbell.testing.NodeSocketIoClient;
import dev.dropbell.testing.NodeSocketIoClient.Transports;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Over Socket.IO a token opens the rooms that it names, to the user that it belongs to. */
class SocketIoTokensIT {

  @TempDir static Path root;
  private static GuardedService service;

  @BeforeAll
  static void start() {
    service =
        GuardedService.start(
            root,
            Map.of(
                "cams", "scopes=subscribe topics=uploads/cams,cats",
                "seven", "scopes=subscribe user-id=7",
                "publisher", "scopes=publish,read",
                "reader", "scopes=read paths=/cams",
                "operator", "scopes=admin"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @ParameterizedTest
  @EnumSource(Transports.class)
  void strangers_areRefusedWithAReason(Transports transports) {
    refused(transports, null, "token is missing");
    refused(transports, Map.of(), "token is missing");
    refused(transports, Map.of("token", 7), "token is missing");
    refused(transports, Map.of("token", "wrong"), "token is wrong");
    refused(transports, Map.of("token", service.almost("cams")), "token is wrong");
    refused(transports, auth("publisher"), "The token 'publisher' lacks the scope 'subscribe'.");
    refused(transports, auth("reader"), "The token 'reader' lacks the scope 'subscribe'.");
  }

  @Test
  void stranger_getsNothing() throws Exception {
    try (NodeSocketIoClient stranger = start(Map.of("token", service.almost("cams")));
        NodeSocketIoClient member = connect("cams")) {
      assertThat(stranger.connectError()).isEqualTo("token is wrong");
      stranger.emit("join_room", Map.of("room", "cats"));
      member.join("cats");
      publish("cats", "meow", null);
      service.post("operator", "/announce", "{\"message\": \"hear\"}");

      member.awaitEvent("announcement");
      assertThat(member.received("message")).hasSize(1);
      assertThat(stranger.receivedEvents()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "uploads/cams,       true",
    "uploads/cams/front, true",
    "cats,               true",
    "uploads/camsX,      false",
    "uploads,            false",
    "catsX,              false",
  })
  void joining_staysWithinTheRooms(String room, boolean allowed) throws Exception {
    try (NodeSocketIoClient client = connect("cams")) {
      String refusal = "The token 'cams' does not allow the topic '" + room + "'.";
      String error = client.join(room).path("error").asString("");
      client.emit("join_room", Map.of("rooms", List.of(room)));
      publish(room, "in " + room, null);
      service.post("operator", "/announce", "{\"message\": \"end\"}");
      client.awaitEvent("announcement");

      assertThat(error).isEqualTo(allowed ? "" : refusal);
      assertThat(client.received("message")).hasSize(allowed ? 1 : 0);
      assertThat(client.received("error_message").stream().map(e -> e.path("error").stringValue()))
          .isEqualTo(allowed ? List.of() : List.of(refusal));
    }
  }

  @Test
  void oneRoomBeyondTheToken_refusesAll() throws Exception {
    try (NodeSocketIoClient client = connect("cams")) {
      Map<String, ?> rooms = Map.of("rooms", List.of("cats", "uploads/camsX"));

      assertThat(client.emitWithAck("join_room", rooms).path(0).path("error").stringValue())
          .contains("uploads/camsX");
      publish("cats", "unheard", null);
      service.post("operator", "/announce", "{\"message\": \"end\"}");
      client.awaitEvent("announcement");
      assertThat(client.received("message")).isEmpty();
    }
  }

  @Test
  void since_bringsNothingBeyondTheToken() throws Exception {
    try (NodeSocketIoClient operator = connect("operator");
        NodeSocketIoClient client = connect("cams")) {
      String before = operator.join("uploads").path("cursor").stringValue();
      publish("uploads/camsX", "hidden", null);
      publish("cats", "shown", null);

      for (String room : List.of("uploads/camsX", "uploads")) {
        assertThat(
                client
                    .emitWithAck("join_room", Map.of("room", room, "since", before))
                    .path(0)
                    .path("error")
                    .stringValue())
            .contains("does not allow the topic '" + room + "'");
      }
      client.emitWithAck("join_room", Map.of("room", "cats", "since", before));
      assertThat(client.awaitEvent("message").path("message").stringValue()).isEqualTo("shown");
      assertThat(client.received("message")).hasSize(1);
    }
  }

  @Test
  void user_isTheTokens_whateverTheClientSays() throws Exception {
    try (NodeSocketIoClient seven = start(auth("seven", "8"));
        NodeSocketIoClient nobody = start(auth("cams", "7"))) {
      seven.join("cats");
      nobody.join("cats");
      publish("cats", "for eight", "8");
      publish("cats", "for seven", "7");
      service.post("operator", "/announce", "{\"message\": \"end\"}");
      seven.awaitEvent("announcement");
      nobody.awaitEvent("announcement");

      assertThat(seven.received("message").stream().map(m -> m.path("message").stringValue()))
          .containsExactly("for seven");
      assertThat(nobody.received("message")).isEmpty();
    }
  }

  private static void refused(
      Transports transports, @Nullable Map<String, ?> auth, String message) {
    try (NodeSocketIoClient client =
        NodeSocketIoClient.start(service.service().port("socketio"), transports, auth, Map.of())) {
      assertThat(client.connectError()).isEqualTo(message);
      assertThat(client.connects()).isZero();
    }
  }

  private static NodeSocketIoClient connect(String caller) {
    NodeSocketIoClient client = start(auth(caller));
    client.id();
    return client;
  }

  private static NodeSocketIoClient start(Map<String, ?> auth) {
    return NodeSocketIoClient.start(
        service.service().port("socketio"), Transports.WEBSOCKET, auth, Map.of());
  }

  private static Map<String, ?> auth(String caller) {
    return Map.of("token", String.valueOf(service.token(caller)));
  }

  private static Map<String, ?> auth(String caller, String user) {
    Map<String, Object> auth = new HashMap<>(auth(caller));
    auth.put("user_id", user);
    return auth;
  }

  private static void publish(String topic, String message, @Nullable String user)
      throws Exception {
    String body =
        "{\"topic\": \"%s\", \"message\": \"%s\"%s}"
            .formatted(topic, message, user == null ? "" : ", \"user_id\": " + user);
    assertThat(service.post("operator", "/publish", body).statusCode()).isEqualTo(200);
  }
}
