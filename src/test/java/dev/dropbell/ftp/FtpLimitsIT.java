package dev.dropbell.ftp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.testing.FreePort;
import dev.dropbell.testing.RunningService;
import dev.dropbell.testing.ScriptedFtpClient;
import dev.dropbell.testing.ScriptedFtpClient.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens at the limits: too large, too silent, no port left. */
class FtpLimitsIT {

  private static final int DOWNLOAD_BYTES = 64 * 1024 * 1024;

  private static RunningService service;

  @BeforeAll
  static void start(@TempDir Path root) throws IOException {
    service =
        RunningService.start(
            root,
            "--dropbell.upload.max-file-size=10B",
            "--dropbell.ftp.idle-timeout=1s",
            "--dropbell.ftp.passive-ports=" + FreePort.take());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void fileThatIsTooLarge_isRefusedBeforeOrInTransfer() {
    try (ScriptedFtpClient client = logIn()) {
      assertThat(client.store("STOR ten.txt", new byte[10]).code()).isEqualTo(226);
      assertThat(client.store("STOR eleven.txt", new byte[11]).code()).isEqualTo(552);
      client.send("ALLO 11");
      assertThat(client.store("STOR eleven.txt", new byte[3]).code()).isEqualTo(552);
      assertThat(client.send("NOOP").code()).isEqualTo(200);
    }
    assertThat(service.root().resolve("ten.txt")).hasSize(10);
    assertThat(service.root().resolve("eleven.txt")).doesNotExist();
  }

  @Test
  void silentSession_isSentAway() {
    try (ScriptedFtpClient client = logIn()) {
      client.expect(421);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void download_thatLastsLongerThanTheIdleTimeout_isFinished() throws IOException {
    Files.write(service.root().resolve("large.bin"), new byte[DOWNLOAD_BYTES]);
    try (ScriptedFtpClient client = logIn();
        Socket data = client.openData()) {
      assertThat(client.send("RETR large.bin").code()).isEqualTo(150);
      InputStream in = data.getInputStream();

      // A session that says nothing from now on measures the time.
      try (ScriptedFtpClient silent = logIn();
          var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        CompletableFuture<Reply> sentAway = CompletableFuture.supplyAsync(silent::read, threads);
        int read =
            await()
                .pollInterval(Duration.ofMillis(20))
                .until(
                    new Callable<Integer>() {
                      private int total;

                      @Override
                      public Integer call() throws IOException {
                        total += in.readNBytes(64 * 1024).length;
                        return sentAway.isDone() ? total : 0;
                      }
                    },
                    total -> total > 0);
        assertThat(sentAway.join().code()).isEqualTo(421);
        assertThat(read + in.readAllBytes().length).isEqualTo(DOWNLOAD_BYTES);
      }
      client.expect(226);
    }
  }

  @Test
  void passivePort_isGivenBackHoweverASessionEnds() {
    for (int i = 0; i < 3; i++) {
      try (ScriptedFtpClient quits = logIn()) {
        quits.extendedPassivePort();
        quits.extendedPassivePort();
        quits.send("QUIT");
      }
      try (ScriptedFtpClient vanishes = logIn()) {
        await().until(() -> vanishes.send("EPSV").code() == 229);
      }
      try (ScriptedFtpClient isRefused = logIn()) {
        await().until(() -> isRefused.send("EPSV").code() == 229);
        assertThat(isRefused.send("STOR .hidden").code()).isEqualTo(553);
        assertThat(isRefused.send("EPSV").code()).isEqualTo(229);
        assertThat(isRefused.send("ABOR").code()).isIn(225, 226);
        try (ScriptedFtpClient other = logIn()) {
          assertThat(other.store("STOR a.txt", "a".getBytes(UTF_8)).code()).isEqualTo(226);
        }
      }
    }
  }

  @Test
  void passivePorts_usedUp_areAnsweredAndTheSessionLivesOn() {
    try (ScriptedFtpClient has = logIn();
        ScriptedFtpClient wants = logIn()) {
      await().until(() -> has.send("EPSV").code() == 229);

      assertThat(wants.send("EPSV").code()).isEqualTo(425);
      assertThat(wants.send("PASV").code()).isEqualTo(425);
      assertThat(wants.send("NOOP").code()).isEqualTo(200);

      has.send("ABOR");
      assertThat(wants.send("PASV").code()).isEqualTo(227);
      wants.send("ABOR");
    }
  }

  private static ScriptedFtpClient logIn() {
    return ScriptedFtpClient.logIn(service.port("ftp"));
  }
}
