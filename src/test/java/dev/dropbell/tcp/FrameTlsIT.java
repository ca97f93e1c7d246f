package dev.dropbell.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dropbell.testing.AnyCertificate;
import dev.dropbell.testing.FrameClient;
import dev.dropbell.testing.LogWatch;
import dev.dropbell.testing.RunningService;
import dev.dropbell.testing.SelfSigned;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Frames by TLS, from a Spring SSL bundle, which may be renewed. */
class FrameTlsIT {

  @TempDir Path stores;
  private SelfSigned certificate;
  private RunningService service;

  @BeforeEach
  void start(@TempDir Path root) {
    certificate = SelfSigned.create(stores.resolve("server.p12"), "old");
    service = RunningService.start(root, certificate.argumentsFor("tcp"));
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void frames_goByTls() throws Exception {
    try (FrameClient client = new FrameClient(connect())) {
      assertThat(client.ask("{'op':'subscribe','topics':['tls']}").path("ok").asBoolean()).isTrue();
      client.send("{'op':'publish','topic':'tls','message':'" + "x".repeat(500_000) + "'}");
      JsonNode message = client.readJson();
      assertThat(message.path("data").asString()).hasSize(500_000);
      assertThat(client.readJson().path("delivered").asInt()).isEqualTo(1);
      client.write(new byte[] {-1, -1, -1, -1});
      assertThat(client.readJson().path("error").asString()).contains("at most");
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void renewedCertificate_isShownToNewConnectionsWhileOldOnesLiveOn() throws Exception {
    try (SSLSocket before = AnyCertificate.connect(service.port("tcp"));
        FrameClient old = new FrameClient(before)) {
      assertThat(AnyCertificate.nameOf(before.getSession())).isEqualTo("CN=old");
      assertThat(old.ask("{'op':'subscribe','topics':['tls']}").path("ok").asBoolean()).isTrue();

      certificate = SelfSigned.create(stores.resolve("server.p12"), "new");

      await().atMost(Duration.ofSeconds(30)).until(() -> shownName().equals("CN=new"));
      try (FrameClient trusting = new FrameClient(connect())) {
        assertThat(
                trusting
                    .ask("{'op':'publish','topic':'tls','message':'renewed'}")
                    .path("delivered")
                    .asInt())
            .isEqualTo(1);
      }
      assertThat(old.readJson().path("data").asString()).isEqualTo("renewed");
      assertThat(old.ask("{'op':'ping'}").path("ok").asBoolean()).isTrue();
    }
  }

  /**
   * Who does not read takes no close_notify either. Netty would wait for room to say it and then
   * complain in the log, so it must not be asked to.
   */
  @Test
  void slowReader_isCutOff_andTlsNotAskedToSayGoodbye() throws Exception {
    try (LogWatch library = LogWatch.of(SslHandler.class);
        FrameClient publisher = new FrameClient(connect());
        FrameClient slow = new FrameClient(connect())) {
      slow.ask("{'op':'subscribe','topics':['slow']}");
      String publish = "{'op':'publish','topic':'slow','message':'" + "x".repeat(900_000) + "'}";
      await().until(() -> publisher.ask(publish).path("delivered").asInt() == 0);

      byte[] more = {0, 0, 0, 1, 'x'};
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() ->
              assertThatThrownBy(() -> slow.write(more)).isInstanceOf(UncheckedIOException.class));
      assertThat(library.messages()).noneMatch(message -> message.startsWith("WARN"));
    }
  }

  private String shownName() throws IOException {
    try (SSLSocket socket = AnyCertificate.connect(service.port("tcp"))) {
      return AnyCertificate.nameOf(socket.getSession());
    }
  }

  private SSLSocket connect() throws IOException {
    SSLSocket socket =
        (SSLSocket)
            certificate
                .trustingContext()
                .getSocketFactory()
                .createSocket("127.0.0.1", service.port("tcp"));
    socket.startHandshake();
    return socket;
  }
}
