package dev.dropbell.socketio;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.dropbell.hub.MessageType;
import dev.dropbell.security.AllowedOrigins;
import dev.dropbell.security.Caller;
import dev.dropbell.testing.LeakWatch;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * What strangers try: to get something without being let in, to get into somebody's session, to
 * fill the memory or the log. Only they are closed, and nobody else notices.
 */
class AttackIT {

  private static final String TOKEN_CONNECT = "40{\"token\":\"open sesame\"}";
  private static final String ALLOWED = "https://allowed.example";
  private static final String SECRET = "{\"secret\":true}";

  private static LeakWatch leaks;
  private static ListAppender<ILoggingEvent> loud;
  private static TestRooms rooms;
  private static RawClient client;

  @BeforeAll
  static void start() {
    leaks = LeakWatch.start();
    loud = new ListAppender<>();
    loud.start();
    root().addAppender(loud);
    rooms =
        TestRooms.start(
            TestSettings.withPort(0), new AllowedOrigins(List.of(ALLOWED)), AttackIT::admit);
    client = rooms.client();
  }

  @AfterAll
  static void stop() {
    rooms.close();
    root().detachAppender(loud);
    leaks.assertNone();
  }

  /** Nobody is left over, and an operator has not been told of every one of them. */
  @AfterEach
  void nothingRemains() {
    await().until(() -> rooms.engine().sessionCount() == 0);
    assertThat(rooms.clientCount()).isZero();
    assertThat(loud.list)
        .filteredOn(e -> e.getLevel().isGreaterOrEqual(Level.INFO))
        .filteredOn(e -> !e.getLoggerName().startsWith("org.awaitility"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "40",
        "40{}",
        "40{\"token\":\"wrong\"}",
        "40{\"token\":null}",
        "40{\"token\":{\"open sesame\":true}}",
        "40{\"token\":[\"open sesame\"]}"
      })
  void refused_isToldWhyAndReallyClosed(String connect) {
    RawSocket socket = client.connect().send(connect);

    assertThat(socket.next()).isEqualTo("44{\"message\":\"token is wrong\"}");
    assertThat(socket.awaitClosed()).isEqualTo(1008);
    assertThat(socket.messages()).isEmpty();
  }

  @Test
  void refusedOverPolling_isToldWhyAndReallyClosed() {
    String sid = client.open();
    CompletableFuture<HttpResponse<String>> hanging = client.pollAsync(sid);

    client.post(sid, "40");

    assertThat(hanging.join().body()).isEqualTo("44{\"message\":\"token is wrong\"}\u001e1");
    assertThat(client.poll(sid).statusCode()).isEqualTo(400);
  }

  @Test
  void stranger_hearsAndDoesNothing() {
    RawSocket member = member("secrets");
    RawSocket silent = client.connect();
    RawSocket early = client.connect();
    RawSocket refused = client.connect();
    String polling = client.open();
    CompletableFuture<HttpResponse<String>> hanging = client.pollAsync(polling);

    refused.send("40").send("42[\"join_room\",{\"room\":\"secrets\"}]");
    early.send("42[\"join_room\",{\"room\":\"secrets\"}]").awaitClosed();
    refused.awaitClosed();
    int delivered = rooms.publish(SECRET, "secrets").delivered();
    rooms.send(MessageType.ANNOUNCEMENT, SECRET, "all");

    assertThat(delivered).isEqualTo(1);
    assertThat(member.nextMessage()).contains(SECRET);
    assertThat(Stream.of(silent, early).flatMap(s -> s.messages().stream())).isEmpty();
    assertThat(refused.messages()).containsExactly("44{\"message\":\"token is wrong\"}");
    client.post(polling, "1");
    assertThat(hanging.join().body()).isEqualTo("6");
    silent.close();
    member.close();
  }

  @Test
  void packetsBehindTheRefusedConnect_areNotExecuted() {
    String sid = client.open();
    String join = "42[\"join_room\",{\"room\":\"secrets\"}]";

    client.post(sid, "40\u001e" + join + "\u001e40/custom,\u001e" + join);

    assertThat(client.poll(sid).body()).isEqualTo("44{\"message\":\"token is wrong\"}\u001e1");
    assertThat(rooms.publish(SECRET, "secrets").delivered()).isZero();
  }

  @Test
  void socketId_opensNoSession() {
    RawSocket member = client.connect().send(TOKEN_CONNECT);
    String id = member.next().split("\"", -1)[3];

    assertThat(client.poll(id).statusCode()).isEqualTo(400);
    assertThat(client.post(id, "41").statusCode()).isEqualTo(400);
    assertThat(client.refusedSocket("EIO=4&transport=websocket&sid=" + id)).isEqualTo(400);
    assertThat(member.next()).contains("welcome").contains(id);
    member.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"io=%s", "io=00000000-0000-0000-0000-000000000000", "io="})
  void cookie_saysNothing(String cookie) {
    String victim = client.open();

    HttpResponse<String> response =
        client.send(
            "GET",
            "EIO=4&transport=polling",
            null,
            "Cookie",
            cookie.formatted(victim),
            "io",
            victim);

    String sid = response.body().split("\"", -1)[3];
    assertThat(sid).isNotEqualTo(victim).matches("[\\w-]{20}");
    assertThat(response.headers().map()).doesNotContainKey("set-cookie");
    client.post(sid, "1");
    assertThat(client.post(victim, "1").body()).isEqualTo("ok");
  }

  @Test
  void forbiddenOrigin_getsNothing() {
    String sid = client.open();
    String[] evil = {"Origin", "https://evil.example"};
    String session = "EIO=4&transport=polling&sid=" + sid;

    assertThat(client.send("GET", "EIO=4&transport=polling", null, evil).statusCode())
        .isEqualTo(403);
    assertThat(client.send("OPTIONS", "EIO=4&transport=polling", null, evil).statusCode())
        .isEqualTo(403);
    assertThat(client.send("POST", session, TOKEN_CONNECT, evil).statusCode()).isEqualTo(403);
    assertThat(client.send("GET", session, null, evil).statusCode()).isEqualTo(403);
    assertThat(client.refusedSocket("EIO=4&transport=websocket", evil)).isEqualTo(403);
    assertThat(client.refusedSocket("EIO=4&transport=websocket&sid=" + sid, evil)).isEqualTo(403);
    assertThat(rooms.clientCount()).isZero();
    assertThat(client.post(sid, "1").body()).isEqualTo("ok");
  }

  @Test
  void allowedOrigin_isToldSoWithoutCredentials() {
    HttpResponse<String> preflight =
        client.send(
            "OPTIONS",
            "EIO=4&transport=polling",
            null,
            "Origin",
            ALLOWED,
            "Access-Control-Request-Headers",
            "x-own");

    assertThat(preflight.statusCode()).isEqualTo(204);
    Map<String, List<String>> headers = preflight.headers().map();
    assertThat(headers)
        .containsEntry("access-control-allow-origin", List.of(ALLOWED))
        .containsEntry("access-control-allow-headers", List.of("x-own"))
        .doesNotContainKey("access-control-allow-credentials");
  }

  @Test
  void strayRequests_leaveNothingBehind() throws IOException {
    String request = "%s /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n%s\r\n";
    String batch =
        request.formatted("POST", "Content-Length: 2\r\n")
            + "40"
            + request.formatted("OPTIONS", "");
    try (java.net.Socket socket = connection()) {
      for (int i = 0; i < 5_000; i++) {
        socket.getOutputStream().write(batch.getBytes(US_ASCII));
        readHead(socket.getInputStream());
        readHead(socket.getInputStream());
      }
    }

    assertThat(rooms.engine().sessionCount()).isZero();
    await().until(() -> rooms.engine().connectionCount() <= openedByTheHttpClient());
  }

  @Test
  void compressedFrame_isRefusedUnread() throws IOException {
    try (java.net.Socket socket = connection()) {
      OutputStream out = socket.getOutputStream();
      out.write(
          """
          GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r
          Host: x\r
          Upgrade: websocket\r
          Connection: Upgrade\r
          Sec-WebSocket-Version: 13\r
          Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
          Sec-WebSocket-Extensions: permessage-deflate\r
          \r
          """
              .getBytes(US_ASCII));
      String head = readHead(socket.getInputStream());
      assertThat(head).contains("101").doesNotContainIgnoringCase("permessage-deflate");

      // A masked text frame that says it is compressed.
      out.write(new byte[] {(byte) 0xC1, (byte) 0x81, 0, 0, 0, 0, '4'});

      InputStream in = socket.getInputStream();
      in.skipNBytes(2);
      assertThat(in.read()).isEqualTo('0');
      socket.setSoTimeout(10_000);
      in.readAllBytes();
    }
  }

  @Test
  void deepNesting_costsTheOffenderOnly() {
    RawSocket bystander = member("cats");
    String deep = "[".repeat(100_000);

    RawSocket open = entered().send("42[\"join_room\"," + deep);
    RawSocket whole = entered().send("42[\"join_room\"," + deep + "]".repeat(100_001));
    RawSocket auth = client.connect().send("40{\"token\":" + deep);

    assertThat(List.of(open, whole, auth)).allMatch(s -> s.awaitClosed() == 1002);
    rooms.publish("1", "cats");
    assertThat(bystander.nextMessage()).contains("\"message\":1");
    bystander.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /socket.io/?EIO=4&transport=polling&sid=%zz HTTP/1.1\r\n\r\n",
        "GET /socket.io/?EIO=4&transport=polling HTTP/9\r\n\r\n",
        "GET  HTTP/1.1\r\n\r\n",
        "\u0000\u0001\u0002\r\n\r\n",
        "POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nUpgrade: websocket\r\n\r\n"
      })
  void brokenRequest_opensNothing(String request) throws IOException {
    try (java.net.Socket socket = connection()) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      socket.shutdownOutput();

      assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
          .doesNotContain("200 OK")
          .doesNotContain("\"sid\"");
    }
  }

  @Test
  void tooManyConnections_areRefusedUntilOneLeaves() {
    try (SocketIoServer small =
        TestSettings.server(TestSettings.withLimits(100, 3), Admission::everybody)) {
      RawClient crowd = new RawClient(small.boundAddress().getPort(), Pipeline.SOCKET_IO_PATH);
      List<RawSocket> in = List.of(crowd.connect(), crowd.connect(), crowd.connect());

      assertThat(connectsTo(crowd)).isFalse();
      in.getFirst().close();

      await().until(() -> connectsTo(crowd));
    }
  }

  @Test
  void tooManySessions_areRefusedThoughTheirConnectionIsShared() {
    try (SocketIoServer small =
        TestSettings.server(TestSettings.withLimits(3, 100), Admission::everybody)) {
      RawClient crowd = new RawClient(small.boundAddress().getPort(), Pipeline.SOCKET_IO_PATH);
      List<String> sids = List.of(crowd.open(), crowd.open(), crowd.open());

      assertThat(crowd.get("EIO=4&transport=polling").statusCode()).isEqualTo(503);
      crowd.post(sids.getFirst(), "1");

      assertThat(crowd.open()).isNotEmpty();
    }
  }

  private static boolean connectsTo(RawClient server) {
    try {
      return server.connect().isOpen();
    } catch (UncheckedIOException refused) {
      return false;
    }
  }

  /** Sessions are given up by then, and the client keeps a connection for a while. */
  private static int openedByTheHttpClient() {
    return 4;
  }

  private static CompletableFuture<Admission.Admitted> admit(Admission.Knock knock) {
    return knock.auth() instanceof Map<?, ?> auth && "open sesame".equals(auth.get("token"))
        // Later and from another thread, as a check that takes its time.
        ? CompletableFuture.supplyAsync(() -> new Admission.Admitted(null, Caller.anybody()))
        : CompletableFuture.failedFuture(new Admission.RefusedException("token is wrong"));
  }

  private static RawSocket entered() {
    RawSocket socket = client.connect().send(TOKEN_CONNECT);
    assertThat(socket.nextMessage()).startsWith("40{");
    assertThat(socket.nextMessage()).startsWith("42[\"welcome\"");
    return socket;
  }

  private static RawSocket member(String room) {
    RawSocket socket = entered().send("42[\"join_room\",{\"room\":\"" + room + "\"}]");
    assertThat(socket.nextMessage()).startsWith("42[\"joined\"");
    return socket;
  }

  private static java.net.Socket connection() throws IOException {
    return new java.net.Socket(InetAddress.getLoopbackAddress(), rooms.port());
  }

  /** The head of an answer; its body is skipped. */
  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append((char) in.read());
    }
    int length = head.indexOf("content-length: ");
    if (length >= 0) {
      int start = length + "content-length: ".length();
      in.skipNBytes(Integer.parseInt(head.substring(start, head.indexOf("\r", start))));
    }
    return head.toString();
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}
