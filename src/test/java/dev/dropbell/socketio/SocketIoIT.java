package dev.dropbell.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dropbell.hub.Draft;
import dev.dropbell.hub.Hub;
import dev.dropbell.hub.MessageType;
import dev.dropbell.hub.Topic;
import dev.dropbell.hub.UserId;
import dev.dropbell.listener.ListenerBindException;
import dev.dropbell.security.AllowedOrigins;
import dev.dropbell.testing.NodeSocketIoClient;
import dev.dropbell.testing.NodeSocketIoClient.Transports;
import dev.dropbell.testing.RunningService;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * With the official client against the running service: who connects is welcomed and counted, rooms
 * are joined and left, messages of the hub arrive once each, and a malformed request is answered
 * while the connection lives on.
 */
class SocketIoIT {

  private static final String ALLOWED = "https://allowed.example";

  private static RunningService service;
  private final List<NodeSocketIoClient> clients = new ArrayList<>();

  @BeforeAll
  static void start(@TempDir Path root) {
    service = RunningService.start(root, "--dropbell.allowed-origins=" + ALLOWED);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @AfterEach
  void closeClients() {
    clients.forEach(NodeSocketIoClient::close);
  }

  @ParameterizedTest
  @EnumSource(Transports.class)
  void connect_isWelcomedWithItsSocketId(Transports transports) {
    NodeSocketIoClient client = connect(transports, null);

    assertThat(client.awaitEvent("welcome").path("id").asString()).isEqualTo(client.id());
  }

  @Test
  void upgrade_endsOnWebSocketAndKeepsEvents() {
    NodeSocketIoClient client = connect(Transports.UPGRADE, null);
    client.join("cats");
    publish(null, "1", "cats");

    assertThat(client.upgradedTo()).isEqualTo("websocket");
    publish(null, "2", "cats");

    await().until(() -> client.received("message").size() >= 2);
    assertThat(client.received("message"))
        .extracting(m -> m.path("message").asInt())
        .containsExactly(1, 2);
  }

  @ParameterizedTest
  @EnumSource(Transports.class)
  void join_answersThroughAckAndEvent(Transports transports) {
    NodeSocketIoClient client = connect(transports, null);

    JsonNode ack = client.join("uploads/cams");

    assertThat(ack.path("room").asString()).isEqualTo("uploads/cams");
    assertThat(ack.path("cursor").asString()).isEqualTo(service.part(Hub.class).head().toString());
    assertThat(client.awaitEvent("joined")).hasToString("{\"room\":\"uploads/cams\"}");
  }

  @Test
  void join_withoutAck_answersByEvent() {
    NodeSocketIoClient client = connect();

    client.emit("join_room", Map.of("room", "cats"));

    assertThat(client.awaitEvent("joined")).hasToString("{\"room\":\"cats\"}");
  }

  @Test
  void join_ofSeveralRooms_joinsEach() {
    NodeSocketIoClient client = connect();

    JsonNode ack = client.emitWithAck("join_room", Map.of("rooms", List.of("a", "b"))).path(0);

    assertThat(ack.path("rooms")).hasToString("[\"a\",\"b\"]");
    assertThat(client.received("joined"))
        .extracting(JsonNode::toString)
        .containsExactly("{\"room\":\"a\"}", "{\"room\":\"b\"}");
  }

  @Test
  void leave_endsDelivery() {
    NodeSocketIoClient client = connect();
    client.join("cats");
    client.join("dogs");

    JsonNode ack = client.emitWithAck("leave_room", Map.of("room", "cats")).path(0);
    publish(null, "1", "cats");
    publish(null, "2", "dogs");

    assertThat(ack).hasToString("{\"room\":\"cats\"}");
    assertThat(client.awaitEvent("left")).hasToString("{\"room\":\"cats\"}");
    assertThat(client.awaitEvent("message").path("message").asInt()).isEqualTo(2);
  }

  @Test
  void message_carriesWhatWasPublished() {
    NodeSocketIoClient client = connect(Transports.WEBSOCKET, Map.of("user_id", 1));
    client.join("cats");

    publish(UserId.of("1"), "{\"are\":[\"awesome\",\"\\u0001\"]}", "cats");

    JsonNode message = client.awaitEvent("message");
    assertThat(message.propertyNames())
        .containsExactly("id", "cursor", "topic", "message", "user_id");
    assertThat(message.path("topic").asString()).isEqualTo("cats");
    assertThat(message.path("user_id").asString()).isEqualTo("1");
    assertThat(message.path("message")).hasToString("{\"are\":[\"awesome\",\"\\u0001\"]}");
    assertThat(message.path("cursor").asString())
        .isEqualTo(service.part(Hub.class).head().toString());
  }

  @Test
  void messageForUser_reachesHisClientsOnly() {
    NodeSocketIoClient his = connect(Transports.WEBSOCKET, Map.of("user_id", "ann"));
    NodeSocketIoClient other = connect(Transports.WEBSOCKET, Map.of("user_id", 7));
    his.join("cats");
    other.join("cats");

    publish(UserId.of("ann"), "\"for ann\"", "cats");
    publish(null, "\"for all\"", "cats");

    await().until(() -> his.received("message").size() == 2);
    assertThat(other.awaitEvent("message").path("message").asString()).isEqualTo("for all");
  }

  @ParameterizedTest
  @EnumSource(Transports.class)
  void upload_reachesUnionOfRoomsOnce(Transports transports) {
    NodeSocketIoClient both = connect(transports, null);
    NodeSocketIoClient one = connect(transports, null);
    both.emitWithAck("join_room", Map.of("rooms", List.of("uploads", "uploads/cams")));
    one.join("uploads");

    for (int i = 1; i <= 200; i++) {
      upload(i, "uploads/cams", "uploads");
    }

    for (NodeSocketIoClient client : List.of(both, one)) {
      await().until(() -> client.received("file_uploaded").size() >= 200);
      assertThat(client.received("file_uploaded"))
          .extracting(e -> e.path("n").asInt())
          .containsExactlyElementsOf(IntStream.rangeClosed(1, 200).boxed().toList());
    }
  }

  @ParameterizedTest
  @EnumSource(Transports.class)
  void joinSince_replaysWhatWasMissedAndGoesOn(Transports transports) {
    NodeSocketIoClient client = connect(transports, null);
    String begin = client.join("missed").path("cursor").asString();
    client.emitWithAck("leave_room", Map.of("room", "missed"));
    String large = "x".repeat(20_000);
    IntStream.rangeClosed(1, 150)
        .forEach(n -> publish(null, "{\"n\":%d,\"pad\":\"%s\"}".formatted(n, large), "missed"));

    JsonNode ack =
        client.emitWithAck("join_room", Map.of("room", "missed", "since", begin)).path(0);
    publish(null, "{\"n\":151}", "missed");

    assertThat(ack.path("recovered").asBoolean()).isTrue();
    assertThat(ack.path("cursor").asString()).isEqualTo(begin);
    await().until(() -> client.received("message").size() >= 151);
    assertThat(client.received("message"))
        .extracting(m -> m.path("message").path("n").asInt())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 151).boxed().toList());
  }

  @Test
  void joinSince_anotherEpoch_isToldThatItMissedSomething() {
    NodeSocketIoClient client = connect();
    publish(null, "1", "elsewhere");

    JsonNode ack =
        client.emitWithAck("join_room", Map.of("room", "elsewhere", "since", "zzzz:1")).path(0);

    assertThat(ack.path("recovered").asBoolean(true)).isFalse();
    assertThat(client.awaitEvent("message").path("message").asInt()).isEqualTo(1);
  }

  @Test
  void announcement_reachesWhoJoinedNothing() {
    NodeSocketIoClient client = connect();

    send(MessageType.ANNOUNCEMENT, null, "\"tea\"", "all");

    assertThat(client.awaitEvent("announcement")).hasToString("{\"message\":\"tea\"}");
  }

  @Test
  void malformedJoin_isAnsweredAndConnectionKept() {
    NodeSocketIoClient client = connect();

    assertThat(errorOf(client.emitWithAck("join_room"))).contains("room");
    assertThat(errorOf(client.emitWithAck("join_room", "cats"))).contains("room");
    assertThat(errorOf(client.emitWithAck("join_room", Map.of("room", 7)))).contains("string");
    assertThat(errorOf(client.emitWithAck("join_room", Map.of("rooms", List.of()))))
        .contains("rooms");
    assertThat(errorOf(client.emitWithAck("join_room", Map.of("room", "no spaces"))))
        .contains("no spaces");
    List<String> many = IntStream.range(0, 101).mapToObj(Integer::toString).toList();
    assertThat(errorOf(client.emitWithAck("join_room", Map.of("rooms", many)))).contains("100");
    client.emit("join_room", Map.of());
    assertThat(client.awaitEvent("error_message").path("error").asString()).contains("room");
    assertThat(client.join("cats").path("room").asString()).isEqualTo("cats");
  }

  @Test
  void malformedUser_isRefusedWithReason() {
    NodeSocketIoClient client = start(Transports.WEBSOCKET, Map.of("user_id", -1), Map.of());

    assertThat(client.connectError()).contains("user_id");
  }

  @ParameterizedTest
  @EnumSource(Transports.class)
  void forbiddenOrigin_cannotConnect(Transports transports) {
    NodeSocketIoClient forbidden =
        start(transports, null, Map.of("Origin", "https://evil.example"));
    NodeSocketIoClient allowed = start(transports, null, Map.of("Origin", ALLOWED));

    assertThat(allowed.id()).isNotEmpty();
    assertThat(forbidden.connectError()).isNotEmpty();
    assertThat(forbidden.connects()).isZero();
  }

  @Test
  void counts_reachTheOthersOnArrivalAndDeparture() {
    NodeSocketIoClient first = connect();
    NodeSocketIoClient second = connect();

    int together = first.awaitEvent("new_client").path("count").asInt();
    assertThat(together).isEqualTo(2);
    await().until(() -> lastCount(first) == 2);
    assertThat(second.received("new_client")).isEmpty();

    second.disconnect();
    await().until(() -> lastCount(first) == 1);
  }

  @Test
  void takenPort_isRefusedByName() {
    SocketIoListener second =
        new SocketIoListener(
            TestSettings.withPort(service.port("socketio")),
            InetAddress.getLoopbackAddress(),
            new AllowedOrigins(List.of("*")),
            Admission::everybody,
            service.part(Hub.class),
            null);

    assertThatThrownBy(second::start)
        .isInstanceOf(ListenerBindException.class)
        .hasRootCauseInstanceOf(IOException.class);
  }

  private static int lastCount(NodeSocketIoClient client) {
    List<JsonNode> counts = client.received("client_count");
    return counts.isEmpty() ? 0 : counts.getLast().path("count").asInt();
  }

  private static String errorOf(JsonNode ack) {
    return ack.path(0).path("error").asString();
  }

  private NodeSocketIoClient connect() {
    return connect(Transports.WEBSOCKET, null);
  }

  private NodeSocketIoClient connect(Transports transports, @Nullable Map<String, ?> auth) {
    NodeSocketIoClient client = start(transports, auth, Map.of());
    client.id();
    return client;
  }

  private NodeSocketIoClient start(
      Transports transports, @Nullable Map<String, ?> auth, Map<String, String> headers) {
    NodeSocketIoClient client =
        NodeSocketIoClient.start(service.port("socketio"), transports, auth, headers);
    clients.add(client);
    return client;
  }

  private static void publish(@Nullable UserId user, String json, String... topics) {
    send(MessageType.MESSAGE, user, json, topics);
  }

  private static void upload(int number, String... topics) {
    send(MessageType.FILE_UPLOADED, null, "{\"n\":" + number + "}", topics);
  }

  private static void send(MessageType type, @Nullable UserId user, String json, String... topics) {
    service
        .part(Hub.class)
        .publish(
            new Draft(
                UUID.randomUUID(),
                type,
                List.of(topics).stream().map(Topic::parse).toList(),
                json,
                Instant.now(),
                user,
                !type.isLogged()))
        .join();
  }
}
