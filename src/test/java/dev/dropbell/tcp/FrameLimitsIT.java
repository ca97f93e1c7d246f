package dev.dropbell.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.testing.FrameClient;
import dev.dropbell.testing.RunningService;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** How far a client may go: in time, in number, and in what waits for it. */
class FrameLimitsIT {

  private static RunningService service;

  @BeforeAll
  static void start(@TempDir Path root) {
    service =
        RunningService.start(
            root,
            "--dropbell.tcp.idle-timeout=3s",
            "--dropbell.tcp.frame-timeout=1s",
            "--dropbell.tcp.max-connections-per-address=20",
            "--dropbell.tcp.outgoing-buffer=100KB");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static FrameClient connect() {
    return FrameClient.connect(service.port("tcp"));
  }

  @Test
  void silentClient_isClosed_andOneThatPingsIsNot() {
    try (FrameClient silent = connect();
        FrameClient lively = connect()) {
      Thread pinging = Thread.currentThread();
      JsonNode[] told = new JsonNode[1];
      Thread reader = Thread.ofVirtual().start(() -> told[0] = silent.readJson());
      while (reader.isAlive()) {
        assertThat(lively.ask("{'op':'ping'}").path("ok").asBoolean()).isTrue();
        pause(pinging);
      }
      assertThat(told[0].path("error").asString()).startsWith("Idle for too long");
      assertThat(silent.isClosedByServer()).isTrue();
    }
  }

  private static void pause(Thread self) {
    await().pollDelay(Duration.ofMillis(200)).until(self::isAlive);
  }

  @Test
  void halfAHeaderAndSilence_isClosed() {
    try (FrameClient client = connect()) {
      client.write(new byte[] {0, 0});
      assertThat(client.readJson().path("error").asString()).contains("did not come in time");
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void byteByByte_isClosed_howeverLively() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port("tcp"));
        FrameClient client = new FrameClient(socket)) {
      client.write(new byte[] {0, 0, 1, 0});
      Thread.ofVirtual()
          .start(() -> {
            try {
              while (true) {
                client.write(new byte[1]);
                pause(Thread.currentThread());
              }
            } catch (RuntimeException closed) {
              // As it must come.
            }
          });
      assertThat(client.readJson().path("error").asString()).contains("did not come in time");
    }
  }

  @Test
  void connections_areLimitedForEachAddress() {
    List<FrameClient> clients = new ArrayList<>();
    try {
      await()
          .untilAsserted(() -> {
            try (FrameClient first = connect()) {
              assertThat(first.ask("{'op':'ping'}").path("ok").asBoolean()).isTrue();
            }
          });
      for (int i = 0; i < 25; i++) {
        clients.add(connect());
      }
      long refused = clients.stream().filter(FrameLimitsIT::isRefused).count();
      assertThat(refused).isBetween(5L, 10L);
    } finally {
      clients.forEach(FrameClient::close);
    }
    await()
        .untilAsserted(() -> {
          try (FrameClient next = connect()) {
            assertThat(next.ask("{'op':'ping'}").path("ok").asBoolean()).isTrue();
          }
        });
  }

  private static boolean isRefused(FrameClient client) {
    try {
      return !client.ask("{'op':'ping'}").path("ok").asBoolean();
    } catch (AssertionError | java.io.UncheckedIOException closed) {
      return true;
    }
  }

  @Test
  void slowReader_isClosed_andOthersMissNothing() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port("tcp"));
        FrameClient slow = new FrameClient(socket);
        FrameClient other = connect();
        FrameClient publisher = connect()) {
      slow.ask("{'op':'subscribe','topics':['slow']}");
      other.ask("{'op':'subscribe','topics':['slow']}");
      String message = "x".repeat(90_000);
      int count = 0;
      int delivered;
      do {
        delivered =
            publisher
                .ask("{'op':'publish','topic':'slow','message':'" + message + "'}")
                .path("delivered")
                .asInt();
        assertThat(other.readJson().path("data").asString()).hasSize(message.length());
        count++;
      } while (delivered == 2 && count < 1_000);
      assertThat(delivered).isEqualTo(1);

      JsonNode last = slow.readJson();
      while (last.path("type").asString().equals("message")) {
        last = slow.readJson();
      }
      assertThat(last.path("error").asString()).startsWith("Too slow");
      assertThat(slow.isClosedByServer()).isTrue();
    }
  }

  @Test
  void replay_isNeverTooMuch() {
    try (FrameClient publisher = connect()) {
      String since =
          publisher.ask("{'op':'publish','topic':'long','message':0}").path("cursor").asString();
      String message = "y".repeat(10_000);
      for (int i = 0; i < 200; i++) {
        publisher.ask("{'op':'publish','topic':'long','message':'" + message + "'}");
      }
      try (FrameClient late = connect()) {
        late.send("{'op':'subscribe','topics':['long'],'since':'" + since + "'}");
        assertThat(late.readJson().path("recovered").asBoolean()).isTrue();
        for (int i = 0; i < 200; i++) {
          assertThat(late.readJson().path("data").asString()).hasSize(message.length());
        }
      }
    }
  }

  @Test
  void connectionsOfManyStrangers_costNothingThatStays() {
    List<FrameClient> strangers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      FrameClient stranger = connect();
      stranger.write(new byte[] {1, 0, 0, 0, 'x'});
      strangers.add(stranger);
    }
    try (FrameClient client = connect()) {
      client.send("z".repeat(3_000_000).getBytes(UTF_8));
      assertThat(client.readText()).startsWith("Received 3000000 bytes: zzz");
    } finally {
      strangers.forEach(FrameClient::close);
    }
  }
}
