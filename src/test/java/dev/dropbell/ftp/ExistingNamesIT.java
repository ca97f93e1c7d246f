package dev.dropbell.ftp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.testing.NodeSocketIoClient;
import dev.dropbell.testing.RunningService;
import dev.dropbell.testing.ScriptedFtpClient;
import dev.dropbell.testing.ScriptedFtpClient.Reply;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policies for a name that is taken, also when two uploads want it at once. */
class ExistingNamesIT {

  @TempDir Path root;

  @Test
  void replace_lastToCompleteStaysAndBothRing() throws IOException {
    try (RunningService service = RunningService.start(root);
        NodeSocketIoClient browser = NodeSocketIoClient.connect(service.port("socketio"));
        TwoUploads two = new TwoUploads(service, "same.txt")) {
      browser.join("uploads");

      assertThat(two.finishSecond("second").code()).isEqualTo(226);
      assertThat(root.resolve("same.txt")).hasContent("second");
      assertThat(two.finishFirst("first").code()).isEqualTo(226);

      assertThat(root.resolve("same.txt")).hasContent("first");
      await().until(() -> browser.received("file_uploaded").size() >= 2);
      assertThat(browser.received("file_uploaded"))
          .extracting(e -> e.path("size_bytes").asInt() + " " + e.path("replaced"))
          .containsExactly("6 false", "5 true");
    }
  }

  @Test
  void reject_keepsTheFirstToComplete() throws IOException {
    try (RunningService service = RunningService.start(root, "--dropbell.upload.existing=reject");
        TwoUploads two = new TwoUploads(service, "same.txt")) {
      assertThat(two.finishSecond("second").code()).isEqualTo(226);
      assertThat(two.finishFirst("first").code()).isEqualTo(553);
      try (ScriptedFtpClient third = ScriptedFtpClient.logIn(service.port("ftp"))) {
        assertThat(third.store("STOR same.txt", new byte[1]).code()).isEqualTo(553);
        assertThat(third.store("STOU same.txt", new byte[1]).code()).isEqualTo(226);
      }

      assertThat(root.resolve("same.txt")).hasContent("second");
      assertThat(root.resolve("same-1.txt")).hasSize(1);
    }
  }

  @Test
  void keepBoth_findsOtherNamesAndTellsThem() throws IOException {
    try (RunningService service =
            RunningService.start(root, "--dropbell.upload.existing=keep-both");
        TwoUploads two = new TwoUploads(service, "same.tar.gz")) {
      assertThat(two.finishSecond("second").text()).startsWith("226 ").contains("same.tar.gz");
      assertThat(two.finishFirst("first").text()).startsWith("226 ").contains("same.tar-1.gz");
      try (ScriptedFtpClient third = ScriptedFtpClient.logIn(service.port("ftp"))) {
        assertThat(third.store("STOR same.tar.gz", new byte[1]).text()).contains("same.tar-2.gz");
      }

      assertThat(root.resolve("same.tar.gz")).hasContent("second");
      assertThat(root.resolve("same.tar-1.gz")).hasContent("first");
      assertThat(root.resolve("same.tar-2.gz")).hasSize(1);
    }
  }

  /** Two sessions in the middle of an upload to one path. */
  private static final class TwoUploads implements AutoCloseable {

    private final ScriptedFtpClient first;
    private final ScriptedFtpClient second;
    private final Socket firstData;
    private final Socket secondData;

    TwoUploads(RunningService service, String path) {
      first = ScriptedFtpClient.logIn(service.port("ftp"));
      second = ScriptedFtpClient.logIn(service.port("ftp"));
      firstData = first.openData();
      secondData = second.openData();
      assertThat(first.send("STOR " + path).code()).isEqualTo(150);
      assertThat(second.send("STOR " + path).code()).isEqualTo(150);
    }

    Reply finishFirst(String text) throws IOException {
      firstData.getOutputStream().write(text.getBytes(UTF_8));
      firstData.close();
      return first.read();
    }

    Reply finishSecond(String text) throws IOException {
      secondData.getOutputStream().write(text.getBytes(UTF_8));
      secondData.close();
      return second.read();
    }

    @Override
    public void close() throws IOException {
      firstData.close();
      secondData.close();
      first.close();
      second.close();
    }
  }
}
