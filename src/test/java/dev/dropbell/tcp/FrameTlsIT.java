package dev.dropbell.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.testing.FrameClient;
import dev.dropbell.testing.RunningService;
import dev.dropbell.testing.SelfSigned;
import java.io.IOException;
import java.nio.file.Path;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Frames by TLS, from a Spring SSL bundle. */
class FrameTlsIT {

  @Test
  void frames_goByTls(@TempDir Path root, @TempDir Path stores) throws Exception {
    SelfSigned certificate = SelfSigned.create(stores.resolve("server.p12"), "frames");
    try (RunningService service =
            RunningService.start(
                root,
                "--spring.ssl.bundle.jks.frames.keystore.location=" + certificate.store(),
                "--spring.ssl.bundle.jks.frames.keystore.password=changeit",
                "--spring.ssl.bundle.jks.frames.keystore.type=PKCS12",
                "--dropbell.tcp.ssl.bundle=frames");
        FrameClient client = new FrameClient(connect(certificate, service.port("tcp")))) {
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

  private static SSLSocket connect(SelfSigned certificate, int port) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            certificate.trustingContext().getSocketFactory().createSocket("127.0.0.1", port);
    socket.startHandshake();
    return socket;
  }
}
