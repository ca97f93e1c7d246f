package dev.dropbell.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.testing.LeakWatch;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Engine.IO v4 to the letter, against an echo: handshake, refusals, heartbeat, close, duplicate
 * polls, upgrade, and packets of both kinds over both transports.
 */
class EngineIoConformanceIT {

  private static final int MAX_PAYLOAD = 1_000_000;
  private static final String PATH = "/engine.io/";

  private static LeakWatch leaks;
  private static ConformanceServer server;
  private static RawClient client;

  /** With the heartbeat of the public suites: 300 and 200 ms. */
  private static ConformanceServer briskServer;

  private static RawClient brisk;

  @BeforeAll
  static void start() {
    leaks = LeakWatch.start();
    server =
        ConformanceServer.start(
            0, Duration.ofSeconds(25), Duration.ofSeconds(20), MAX_PAYLOAD, true);
    client = new RawClient(server.port(), PATH);
    briskServer =
        ConformanceServer.start(
            0, Duration.ofMillis(300), Duration.ofMillis(200), MAX_PAYLOAD, true);
    brisk = new RawClient(briskServer.port(), PATH);
  }

  @AfterAll
  static void stop() {
    await().until(() -> briskServer.server().engine().sessionCount() == 0);
    briskServer.close();
    server.close();
    leaks.assertNone();
  }

  @Test
  void polling_opensSession() {
    HttpResponse<String> response = brisk.get("EIO=4&transport=polling");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).hasValue("text/plain; charset=UTF-8");
    assertThat(response.body())
        .matches(
            "0\\{\"sid\":\"[\\w-]{20}\",\"upgrades\":\\[\"websocket\"],\"pingInterval\":300,\"pingTimeout\":200,\"maxPayload\":1000000}");
  }

  @Test
  void webSocket_opensSession() {
    RawSocket socket = brisk.socket("EIO=4&transport=websocket");

    assertThat(socket.next())
        .matches(
            "0\\{\"sid\":\"[\\w-]{20}\",\"upgrades\":\\[],\"pingInterval\":300,\"pingTimeout\":200,\"maxPayload\":1000000}");
    socket.close();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, transport=polling, 5",
    "GET, EIO=abc&transport=polling, 5",
    "GET, EIO=3&transport=polling, 5",
    "GET, EIO=4&EIO=4&transport=polling, 5",
    "GET, EIO=4, 0",
    "GET, EIO=4&transport=abc, 0",
    "GET, EIO=4&transport=websocket, 3",
    "GET, EIO=4&transport=polling&sid=unknown, 1",
    "GET, EIO=4&transport=polling&sid=00000000-0000-0000-0000-000000000000, 1",
    "GET, EIO=4&transport=polling&sid=, 1",
    "POST, EIO=4&transport=polling, 2",
    "PUT, EIO=4&transport=polling, 2",
    "DELETE, EIO=4&transport=polling, 2",
    "POST, EIO=4&transport=polling&sid=unknown, 1",
    "POST, EIO=4&transport=websocket, 2"
  })
  void wrongRequest_isAnsweredWithTheProtocolsError(String method, String query, int code) {
    HttpResponse<String> response = client.send(method, query, method.equals("GET") ? null : "4x");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).startsWith("{\"code\":" + code + ",\"message\":\"");
    assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "transport=websocket",
        "EIO=abc&transport=websocket",
        "EIO=4",
        "EIO=4&transport=abc",
        "EIO=4&transport=websocket&sid=unknown"
      })
  void wrongWebSocket_isRefusedBeforeItIsOne(String query) {
    assertThat(client.refusedSocket(query)).isEqualTo(400);
  }

  @Test
  void otherMethodOnSession_isRefusedAndSessionLivesOn() {
    String sid = client.open();

    assertThat(client.send("PUT", "EIO=4&transport=polling&sid=" + sid, "4x").statusCode())
        .isEqualTo(400);
    assertThat(client.post(sid, "4x").statusCode()).isEqualTo(200);
  }

  @Test
  void polling_isPingedAndLivesByItsPongs() {
    String sid = brisk.open();

    for (int i = 0; i < 3; i++) {
      assertThat(brisk.poll(sid).body()).isEqualTo("2");
      assertThat(brisk.post(sid, "3").body()).isEqualTo("ok");
    }
  }

  @Test
  void webSocket_isPingedAndLivesByItsPongs() {
    RawSocket socket = brisk.connect();

    for (int i = 0; i < 3; i++) {
      assertThat(socket.next()).isEqualTo("2");
      socket.send("3");
    }
    socket.close();
  }

  @Test
  void webSocketWithoutPong_isClosedThoughItTalks() {
    RawSocket socket = brisk.connect();
    CompletableFuture<Void> talking =
        CompletableFuture.runAsync(() -> {
          while (socket.isOpen()) {
            socket.send("4still here");
            Thread.onSpinWait();
          }
        });

    socket.awaitClosed();
    assertThat(talking.handle((_, cutOffWhileSending) -> true).join()).isTrue();
  }

  @Test
  void pollingWithoutPong_isGone() {
    String sid = brisk.open();

    assertThat(brisk.poll(sid).body()).isEqualTo("2");
    HttpResponse<String> hanging = brisk.poll(sid);

    assertThat(hanging.body()).isEqualTo("1");
    assertThat(brisk.poll(sid).statusCode()).isEqualTo(400);
    assertThat(brisk.post(sid, "3").statusCode()).isEqualTo(400);
  }

  @Test
  void close_answersTheHangingPollAndEndsTheSession() {
    String sid = client.open();
    CompletableFuture<HttpResponse<String>> hanging = client.pollAsync(sid);

    assertThat(client.post(sid, "1").body()).isEqualTo("ok");

    assertThat(hanging.join().body()).isEqualTo("6");
    assertThat(client.poll(sid).statusCode()).isEqualTo(400);
  }

  @Test
  void close_withoutPoll_endsTheSessionBeforeItIsAnswered() {
    String sid = client.open();

    assertThat(client.post(sid, "1").body()).isEqualTo("ok");

    assertThat(client.poll(sid).statusCode()).isEqualTo(400);
  }

  @Test
  void close_overWebSocket_closesIt() {
    RawSocket socket = client.connect().send("1");

    assertThat(socket.awaitClosed()).isEqualTo(1000);
  }

  @Test
  void secondPoll_endsBothAndTheSession() {
    String sid = client.open();
    CompletableFuture<HttpResponse<String>> one = client.pollAsync(sid);
    CompletableFuture<HttpResponse<String>> other = client.pollAsync(sid);

    assertThat(List.of(one.join().statusCode(), other.join().statusCode()))
        .containsExactlyInAnyOrder(200, 400);
    HttpResponse<String> first = one.join().statusCode() == 200 ? one.join() : other.join();
    assertThat(first.body()).isEqualTo("1");
    assertThat(client.poll(sid).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"4hello", "4test1\u001e4test2\u001e4test3", "4hello\u001ebAQIDBA==", "4€ä𝄞"})
  void polling_carriesSeveralPackets(String body) {
    String sid = client.open();

    assertThat(client.post(sid, body).body()).isEqualTo("ok");

    assertThat(client.poll(sid).body()).isEqualTo(body);
  }

  @Test
  void polling_losesNothingOfAnyNumberOfPackets() {
    String sid = client.open();
    String body = String.join("\u001e", IntStream.range(0, 120).mapToObj(i -> "4" + i).toList());

    client.post(sid, body);

    assertThat(client.poll(sid).body()).isEqualTo(body);
  }

  @Test
  void polling_keepsItsConnection() throws IOException {
    try (java.net.Socket socket = connection()) {
      List<String> bodies = new ArrayList<>();
      String sid = client.open();
      for (int i = 0; i < 3; i++) {
        client.post(sid, "4" + i);
        bodies.add(exchange(socket, "GET " + PATH + "?EIO=4&transport=polling&sid=" + sid));
      }
      assertThat(bodies).containsExactly("40", "41", "42");
    }
  }

  @Test
  void pipelinedRequests_areAnsweredInOrder() throws IOException {
    String sid = client.open();
    try (java.net.Socket socket = connection()) {
      String request = "GET " + PATH + "?EIO=4&transport=%s HTTP/1.1\r\nHost: x\r\n\r\n";
      OutputStream out = socket.getOutputStream();
      out.write(
          (request.formatted("polling&sid=" + sid) + request.formatted("abc"))
              .getBytes(StandardCharsets.US_ASCII));
      client.post(sid, "4first");

      assertThat(readBody(socket.getInputStream())).isEqualTo("4first");
      assertThat(readBody(socket.getInputStream())).contains("Transport unknown");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "", "2", "5", "0{}", "7", "4ok\u001e", "b!!!", "4ok\u001ex"})
  void undecodableBody_closesTheSession(String body) {
    String sid = client.open();

    assertThat(client.post(sid, body).statusCode()).isEqualTo(400);
    assertThat(client.poll(sid).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "", "2", "5", "0{}", "7", "bAQID"})
  void undecodablePacket_closesTheWebSocket(String packet) {
    RawSocket bystander = client.connect();

    RawSocket socket = client.connect().send(packet);

    assertThat(socket.awaitClosed()).isEqualTo(1002);
    assertThat(bystander.send("4hello").nextMessage()).isEqualTo("4hello");
    bystander.close();
  }

  @Test
  void webSocket_carriesTextAndBinary() {
    RawSocket socket = client.connect().send("4hello").send(new byte[] {1, 2, 3, 4});

    assertThat(socket.nextMessage()).isEqualTo("4hello");
    assertThat(socket.nextBinary()).containsExactly(1, 2, 3, 4);
    socket.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 124, 125, 126, 65_534, 65_535, 65_536, 500_000})
  void webSocket_framesEveryLength(int length) {
    String message = "4" + "x".repeat(length);

    RawSocket socket = client.connect().send(message);

    assertThat(socket.nextMessage()).isEqualTo(message);
    socket.close();
  }

  @Test
  void upgrade_endsThePollAndLosesNothing() {
    String sid = client.open();
    CompletableFuture<HttpResponse<String>> hanging = client.pollAsync(sid);
    RawSocket socket = client.probe(sid).send("2probe");

    assertThat(socket.next()).isEqualTo("3probe");
    assertThat(hanging.join().body()).isEqualTo("6");
    client.post(sid, "4over polling");
    socket.send("5").send("4over websocket");

    assertThat(socket.nextMessage()).isEqualTo("4over polling");
    assertThat(socket.nextMessage()).isEqualTo("4over websocket");
    socket.close();
  }

  @Test
  void pollWhileProbing_isEndedByNoop() {
    String sid = client.open();
    RawSocket socket = client.probe(sid).send("2probe");
    assertThat(socket.next()).isEqualTo("3probe");

    assertThat(client.poll(sid).body()).isEqualTo("6");
    socket.send("5").send("4hello");

    assertThat(socket.nextMessage()).isEqualTo("4hello");
    socket.close();
  }

  @Test
  void afterUpgrade_pollingAndSecondWebSocketAreRefused() {
    String sid = client.open();
    RawSocket socket = client.probe(sid).send("2probe").send("5");

    assertThat(client.refusedSocket("EIO=4&transport=websocket&sid=" + sid)).isEqualTo(400);
    assertThat(client.poll(sid).statusCode()).isEqualTo(400);
    assertThat(client.post(sid, "4x").statusCode()).isEqualTo(400);
    assertThat(socket.next()).isEqualTo("3probe");
    assertThat(socket.send("4hello").nextMessage()).isEqualTo("4hello");
    socket.close();
  }

  @Test
  void deadProbe_leavesPollingAlive() {
    String sid = client.open();
    RawSocket probe = client.probe(sid).send("2probe");
    assertThat(probe.next()).isEqualTo("3probe");

    probe.abort();

    await().until(() -> client.post(sid, "4hello").statusCode() == 200);
    assertThat(client.poll(sid).body()).isEqualTo("4hello");
    RawSocket again = client.probe(sid).send("2probe");
    assertThat(again.next()).isEqualTo("3probe");
    assertThat(again.send("5").send("4again").nextMessage()).isEqualTo("4again");
    again.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "2", "4hello", "3probe", "x"})
  void probeThatSaysSomethingElse_isClosedAndPollingLivesOn(String packet) {
    String sid = client.open();

    client.probe(sid).send(packet).awaitClosed();

    assertThat(client.post(sid, "4hello").statusCode()).isEqualTo(200);
    assertThat(client.poll(sid).body()).isEqualTo("4hello");
  }

  @Test
  void tooLargeBody_isRefusedAndClosesItsSessionOnly() {
    String sid = client.open();
    String other = client.open();

    assertThat(client.post(sid, "4" + "x".repeat(MAX_PAYLOAD)).statusCode()).isEqualTo(413);

    assertThat(client.poll(sid).statusCode()).isEqualTo(400);
    assertThat(client.post(other, "4x").statusCode()).isEqualTo(200);
  }

  @Test
  void tooLargeFrame_closesItsWebSocketOnly() {
    RawSocket bystander = client.connect();
    RawSocket socket = client.connect();

    try {
      socket.send("4" + "x".repeat(MAX_PAYLOAD));
    } catch (UncheckedIOException cutOffWhileSending) {
      assertThat(socket.awaitClosed()).isNotZero();
    }

    socket.awaitClosed();
    assertThat(bystander.send("4x").nextMessage()).isEqualTo("4x");
    bystander.close();
  }

  @Test
  void otherPath_isNotFound() {
    RawClient elsewhere = new RawClient(server.port(), "/socket.io/");

    assertThat(elsewhere.get("EIO=4&transport=polling").statusCode()).isEqualTo(404);
  }

  private static java.net.Socket connection() throws IOException {
    return new java.net.Socket(InetAddress.getLoopbackAddress(), server.port());
  }

  private static String exchange(java.net.Socket socket, String requestLine) throws IOException {
    socket
        .getOutputStream()
        .write((requestLine + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    return readBody(socket.getInputStream());
  }

  private static String readBody(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append((char) in.read());
    }
    String length = head.toString().split("content-length: ", -1)[1];
    int bytes = Integer.parseInt(length.substring(0, length.indexOf('\r')));
    return new String(in.readNBytes(bytes), StandardCharsets.UTF_8);
  }
}
