package dev.dropbell.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.testing.RunningService;
import java.io.EOFException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What no well-behaved client does, byte by byte. */
class RawWebSocketIT {

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
  void handshake_isThatOfTheRfc() throws Exception {
    try (RawClient client = RawClient.upgrade(service, path("[]"))) {
      assertThat(client.readHead())
          .startsWith("HTTP/1.1 101 ")
          .containsIgnoringCase("\r\nupgrade: websocket\r\n")
          .containsIgnoringCase("\r\nconnection: upgrade")
          .contains("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
          .doesNotContain("Extensions");
    }
  }

  @Test
  void frames_sentTogetherWithTheRequest_areHeard() throws Exception {
    try (RawClient client =
        RawClient.upgrade(
            service,
            path("[]"),
            ClientFrames.text("ping"),
            ClientFrames.frame(0x89, bytes("6869")))) {
      client.readHead();
      assertThat(client.readFrame()).isEqualTo("text pong");
      assertThat(client.readFrame()).isEqualTo("pong hi");
    }
  }

  @Test
  void close_isAnswered_andThenTheSocketIsClosed() throws Exception {
    try (RawClient client = RawClient.upgrade(service, path("[]"))) {
      client.readHead();
      client.send(ClientFrames.frame(0x88, bytes("0fa0")));
      assertThat(client.readFrame()).isEqualTo("close 4000 ");
      assertThat(client.readAll()).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "not masked,             1002, 8100",
    "reserved bit,           1002, c18000000000",
    "text that is not UTF-8, 1007, 818100000000ff",
    "larger than 1 MiB,      1009, 81ff000000000010000100000000",
  })
  void violation_isClosedWithItsCode(String what, int code, String hex) throws Exception {
    try (RawClient client = RawClient.upgrade(service, path("[]"))) {
      client.readHead();
      client.send(bytes(hex));
      assertThat(client.readFrame()).as(what).startsWith("close " + code + " ");
      assertThat(client.readAll()).isEmpty();
    }
  }

  @Test
  void silentClient_isPinged_thenGivenUp() throws Exception {
    String path = path("[\"r1\"]");
    try (RawClient client = RawClient.upgrade(service, path)) {
      client.readHead();
      assertThat(client.readFrame()).isEqualTo("ping");
      // Without a pong the socket goes, with or without a reset.
      assertThat(catchEnd(client)).isTrue();
    }
    try (RawClient again = RawClient.upgrade(service, path)) {
      assertThat(again.readHead()).startsWith("HTTP/1.1 101 ");
    }
  }

  @Test
  void clientThatAnswersPings_staysConnected() throws Exception {
    try (RawClient client = RawClient.upgrade(service, path("[]"))) {
      client.readHead();
      for (int i = 0; i < 3; i++) {
        assertThat(client.readFrame()).isEqualTo("ping");
        client.send(ClientFrames.frame(0x8A, new byte[0]));
      }
    }
  }

  @Test
  void clientThatDoesNotRead_isClosedAsSlow_andTheOthersHearEverything() throws Exception {
    String message = "x".repeat(500_000);
    try (PlainClient reading = PlainClient.join(service, "1", "[\"r2\"]");
        RawClient stalled =
            RawClient.upgrade(service, path("[\"r2\"]"), ClientFrames.text("ping"))) {
      stalled.readHead();
      assertThat(stalled.readFrame()).isEqualTo("text pong");
      int delivered = 2;
      for (int i = 0; delivered == 2 && i < 100; i++) {
        delivered =
            PlainClient.publish(service, "{\"topic\":\"r2\",\"message\":\"" + message + "\"}")
                .get("delivered")
                .intValue();
        assertThat(reading.next()).isEqualTo(message);
      }
      assertThat(delivered).isEqualTo(1);
      String last = stalled.readFrame();
      while (last.equals("text " + message) || last.equals("ping")) {
        last = stalled.readFrame();
      }
      assertThat(last).startsWith("close 3008 slow");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "no upgrade     | 426 | Host: h",
        "other upgrade  | 426 | Host: h~Connection: Upgrade~Upgrade: h2c",
        "old version    | 426 | Host: h~Connection: Upgrade~Upgrade: websocket~Sec-WebSocket-Version: 8",
        "no key         | 400 | Host: h~Connection: Upgrade~Upgrade: websocket~Sec-WebSocket-Version: 13",
        "short key      | 400 | Host: h~Connection: Upgrade~Upgrade: websocket~Sec-WebSocket-Version: 13~Sec-WebSocket-Key: abcd",
      })
  void badHandshake_isAProblem(String what, int status, String headers) throws Exception {
    try (RawClient client = new RawClient(service)) {
      client.send(
          "GET %s HTTP/1.1~%s~~"
              .formatted(path("[]"), headers)
              .replace("~", "\r\n")
              .getBytes(US_ASCII));
      assertThat(client.readHead())
          .as(what)
          .startsWith("HTTP/1.1 " + status + " ")
          .contains("application/problem+json");
    }
  }

  private static boolean catchEnd(RawClient client) throws Exception {
    try {
      while (client.readFrame().equals("ping")) {
        // it does not answer
      }
      return false;
    } catch (EOFException | SocketException ended) {
      return true;
    }
  }

  private static String path(String topics) throws Exception {
    return PlainClient.register(service, "1", topics).getPath();
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
