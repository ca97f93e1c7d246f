package dev.dropbell.socketio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.hub.Draft;
import dev.dropbell.hub.Hub;
import dev.dropbell.hub.MessageType;
import dev.dropbell.hub.Topic;
import dev.dropbell.testing.AnyCertificate;
import dev.dropbell.testing.LeakWatch;
import dev.dropbell.testing.NodeSocketIoClient;
import dev.dropbell.testing.NodeSocketIoClient.Transports;
import dev.dropbell.testing.RunningService;
import dev.dropbell.testing.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Socket.IO by TLS, from a Spring SSL bundle: with the official client over each transport, with
 * many who hear the same, and with a certificate that is renewed.
 */
class SocketIoTlsIT {

  private static final String WEBSOCKET = "/socket.io/?EIO=4&transport=websocket";
  private static final Topic ROOM = Topic.parse("tls");

  @TempDir Path stores;
  private LeakWatch leaks;
  private SelfSigned certificate;
  private RunningService service;

  @BeforeEach
  void start(@TempDir Path root) {
    leaks = LeakWatch.start();
    certificate = SelfSigned.create(stores.resolve("server.p12"), "old");
    service = RunningService.start(root, certificate.argumentsFor("socketio"));
  }

  @AfterEach
  void stop() {
    service.close();
    leaks.assertNone();
  }

  @ParameterizedTest
  @EnumSource
  void officialClient_hearsMessages(Transports transports) {
    try (NodeSocketIoClient client =
        NodeSocketIoClient.connectByTls(port(), transports, certificate)) {
      if (transports == Transports.UPGRADE) {
        assertThat(client.upgradedTo()).isEqualTo("websocket");
      }
      client.join("tls");

      publish("\"" + "é".repeat(100_000) + "\"");

      assertThat(client.awaitEvent("message").path("message").asString())
          .isEqualTo("é".repeat(100_000));
    }
  }

  /** What is encoded once is encrypted for each, on several event loops at once. */
  @Test
  void everybody_getsTheSameInOrder() {
    List<RawSocket> members = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      members.add(member(AnyCertificate.connect(port())));
    }
    for (int n = 0; n < 1_000; n++) {
      publish("\"" + n + "x".repeat(n) + "\"");
    }
    for (RawSocket member : members) {
      for (int n = 0; n < 1_000; n++) {
        assertThat(member.nextMessage()).contains(":\"" + n + "x".repeat(n) + "\"");
      }
      member.close();
    }
  }

  @Test
  void plainText_isAnsweredByNothingThatCouldBeHttp() throws IOException {
    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port())) {
      plain
          .getOutputStream()
          .write(
              "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n\r\n"
                  .getBytes(US_ASCII));

      assertThat(new String(plain.getInputStream().readAllBytes(), ISO_8859_1))
          .doesNotContain("HTTP", "sid");
    }
  }

  @Test
  void renewedCertificate_isShownToNewConnectionsWhileOldOnesLiveOn() throws IOException {
    try (SSLSocket before = AnyCertificate.connect(port())) {
      assertThat(AnyCertificate.nameOf(before.getSession())).isEqualTo("CN=old");
      RawSocket old = member(before);

      certificate = SelfSigned.create(stores.resolve("server.p12"), "new");

      await().atMost(Duration.ofSeconds(30)).until(() -> shownName().equals("CN=new"));
      try (NodeSocketIoClient trusting =
          NodeSocketIoClient.connectByTls(port(), Transports.UPGRADE, certificate)) {
        trusting.join("tls");
        assertThat(publish("\"renewed\"")).isEqualTo(2);
        assertThat(trusting.awaitEvent("message").path("message").asString()).isEqualTo("renewed");
        assertThat(old.nextMessage()).contains("renewed");
      }
      old.close();
    }
  }

  private String shownName() throws IOException {
    try (SSLSocket socket = AnyCertificate.connect(port())) {
      return AnyCertificate.nameOf(socket.getSession());
    }
  }

  private static RawSocket member(SSLSocket secured) {
    RawSocket socket = RawSocket.open(secured, WEBSOCKET);
    assertThat(socket.next()).startsWith("0{");
    socket.send("40").send("42[\"join_room\",{\"room\":\"tls\"}]");
    assertThat(socket.nextMessage()).startsWith("40{");
    assertThat(socket.nextMessage()).startsWith("42[\"welcome\"");
    assertThat(socket.nextMessage()).startsWith("42[\"joined\"");
    return socket;
  }

  /** How many it was handed to. */
  private int publish(String json) {
    return service
        .part(Hub.class)
        .publish(
            Draft.of(UUID.randomUUID(), MessageType.MESSAGE, List.of(ROOM), json, Instant.now()))
        .join()
        .delivered();
  }

  private int port() {
    return service.port("socketio");
  }
}
