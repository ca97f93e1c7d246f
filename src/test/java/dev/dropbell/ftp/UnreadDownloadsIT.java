package dev.dropbell.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.testing.RunningService;
import dev.dropbell.testing.ScriptedFtpClient;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that download and do not read, more of them than there are processors: they wait alone,
 * and not for ever.
 */
class UnreadDownloadsIT {

  private static final int CLIENTS = Runtime.getRuntime().availableProcessors() * 2 + 2;

  /** More than the sockets' buffers hold. */
  private static final int BYTES = 32 * 1024 * 1024;

  private static final int PATIENCE_MILLIS = 20_000;

  private static RunningService service;

  private final List<ScriptedFtpClient> clients = new ArrayList<>();
  private final List<Socket> unread = new ArrayList<>();

  @BeforeAll
  static void start(@TempDir Path root) throws IOException {
    service = RunningService.start(root, "--dropbell.ftp.data-timeout=3s");
    Files.write(root.resolve("large.bin"), new byte[BYTES]);
    Files.writeString(root.resolve("small.txt"), "small");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @BeforeEach
  void download() {
    for (int n = 0; n < CLIENTS; n++) {
      ScriptedFtpClient client = ScriptedFtpClient.logIn(service.port("ftp"));
      clients.add(client);
      unread.add(client.openData());
      assertThat(client.send("RETR large.bin").code()).isEqualTo(150);
    }
  }

  @AfterEach
  void leave() throws IOException {
    for (Socket data : unread) {
      data.close();
    }
    clients.forEach(ScriptedFtpClient::close);
  }

  @Test
  void theOthers_areServed() throws IOException {
    HttpURLConnection http =
        (HttpURLConnection) service.http("/files/small.txt").toURL().openConnection();
    http.setReadTimeout(PATIENCE_MILLIS);
    assertThat(http.getResponseCode()).isEqualTo(200);
    try (ScriptedFtpClient other = ScriptedFtpClient.logIn(service.port("ftp"))) {
      assertThat(other.store("STOR other.txt", new byte[10]).code()).isEqualTo(226);
    }
  }

  @Test
  void abor_endsThem() {
    for (ScriptedFtpClient client : clients) {
      client.write("ABOR\r\n");
      client.expect(426);
      client.expect(226);
      assertThat(client.send("NOOP").code()).isEqualTo(200);
    }
  }

  @Test
  void dataTimeout_endsThem() {
    for (ScriptedFtpClient client : clients) {
      client.expect(426);
      assertThat(client.send("NOOP").code()).isEqualTo(200);
    }
  }
}
