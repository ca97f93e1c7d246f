package dev.dropbell.files;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.testing.RunningService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One address cannot take all HTTP connections. */
@Timeout(120)
class ConnectionLimitIT {

  private static final int LIMIT = 10;

  @TempDir Path root;

  @Test
  void connections_areLimitedForEachAddress_andFreedWhenTheyEnd() throws Exception {
    try (RunningService service =
        RunningService.start(root, "--dropbell.http.max-connections-per-address=" + LIMIT)) {
      for (int round = 0; round < 3; round++) {
        List<RawHttp> clients = new ArrayList<>();
        try {
          // The server may learn a little later than we that those of the round before have ended.
          await()
              .until(() -> {
                boolean served = isServed(service, clients);
                return (clients.size() == LIMIT && !served) || clients.size() > LIMIT;
              });
          assertThat(clients).hasSize(LIMIT);
          assertThat(statusFrom("127.0.0.2", service)).isEqualTo("HTTP/1.1 200 ");
          clients.getFirst().request("GET", "/health");
          assertThat(clients.getFirst().answer(false).status()).isEqualTo(200);
        } finally {
          for (RawHttp client : clients) {
            client.close();
          }
        }
      }
    }
  }

  /** Opens one more connection, kept among the clients if it is answered. */
  private static boolean isServed(RunningService service, List<RawHttp> clients)
      throws IOException {
    RawHttp client = new RawHttp(service);
    try {
      client.request("GET", "/health");
      assertThat(client.answer(false).status()).isEqualTo(200);
      clients.add(client);
      return true;
    } catch (IOException closed) {
      client.close();
      return false;
    }
  }

  private static String statusFrom(String address, RunningService service) throws IOException {
    try (Socket other =
        new Socket(
            InetAddress.getLoopbackAddress(),
            service.httpPort(),
            InetAddress.ofLiteral(address),
            0)) {
      other
          .getOutputStream()
          .write("GET /health HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));
      return new String(other.getInputStream().readNBytes(13), US_ASCII);
    }
  }
}
