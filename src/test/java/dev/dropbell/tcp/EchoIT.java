package dev.dropbell.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.testing.RunningService;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The echo port: every byte as it came, to whoever reads. */
class EchoIT {

  private static RunningService service;

  @BeforeAll
  static void start(@TempDir Path root) {
    service = RunningService.start(root, "--dropbell.tcp.echo-port=0");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port("echo"));
    socket.setSoTimeout(20_000);
    return socket;
  }

  @Test
  void ports_areTold() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      String info =
          http.send(
                  HttpRequest.newBuilder(service.http("/actuator/info")).build(),
                  BodyHandlers.ofString())
              .body();
      var ports = JsonMapper.shared().readTree(info).path("ports");
      assertThat(ports.path("tcp").asInt()).isEqualTo(service.port("tcp"));
      assertThat(ports.path("echo").asInt()).isEqualTo(service.port("echo"));
    }
  }

  @Test
  void bytes_comeBack_alsoToAClientThatHasEndedItsDirection() throws Exception {
    byte[] bytes = new byte[5_000_000];
    new Random(1).nextBytes(bytes);
    try (Socket socket = connect()) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              socket.getOutputStream().write(bytes);
              socket.shutdownOutput();
            } catch (IOException e) {
              // The reader will miss it.
            }
          });
      assertThat(socket.getInputStream().readAllBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void clientThatNeverReads_isReadNoFurther_andOthersAreServed() throws Exception {
    AtomicLong sent = new AtomicLong();
    try (Socket greedy = connect();
        Socket other = connect()) {
      Thread.ofVirtual().start(() -> sendWithoutEnd(greedy, sent));
      AtomicLong seen = new AtomicLong(-1);
      await()
          .pollInterval(Duration.ofMillis(500))
          .until(() -> seen.getAndSet(sent.get()) == sent.get());
      assertThat(sent.get()).isBetween(1L, 30L * 1024 * 1024);

      other.getOutputStream().write("hello".getBytes(UTF_8));
      assertThat(other.getInputStream().readNBytes(5)).asString(UTF_8).isEqualTo("hello");
    }
  }

  private static void sendWithoutEnd(Socket socket, AtomicLong sent) {
    byte[] bytes = new byte[64 * 1024];
    try {
      OutputStream out = socket.getOutputStream();
      while (true) {
        out.write(bytes);
        sent.addAndGet(bytes.length);
      }
    } catch (IOException closed) {
      // As it must come.
    }
  }
}
