package dev.dropbell.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.testing.RunningService;
import dev.dropbell.testing.ScriptedFtpClient;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The end of the service, as FTP clients and operators see it. */
@ExtendWith(OutputCaptureExtension.class)
class FtpStopIT {

  @Test
  void stop_saysGoodbyeAndLeavesNothing(@TempDir Path root, CapturedOutput output) {
    RunningService service = RunningService.start(root);
    try (ScriptedFtpClient client = ScriptedFtpClient.logIn(service.port("ftp"))) {
      service.close();

      client.expect(421);
      assertThat(client.isClosedByServer()).isTrue();
    }
    assertThat(output).contains("stopped: name=ftp").doesNotContain("Failed to stop", " ERROR ");
  }
}
