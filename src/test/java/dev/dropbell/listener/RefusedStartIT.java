package dev.dropbell.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dropbell.testing.RunningService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A start that cannot go well ends at once, and says which setting to change. */
@ExtendWith(OutputCaptureExtension.class)
class RefusedStartIT {

  private static final String OPEN = "--dropbell.bind-address=0.0.0.0";
  private static final String TOKEN = "--dropbell.security.tokens[0].";
  private static final String HASH = "hash={sha256}" + "ab".repeat(32);

  @TempDir Path root;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dropbell.ftp.port",
        "dropbell.socketio.port",
        "dropbell.tcp.port",
        "dropbell.tcp.echo-port",
        "server.port"
      })
  void takenPort_namesItsSetting(String setting, CapturedOutput output) throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertThatThrownBy(() -> start("--" + setting + "=" + port)).isNotNull();

      assertThat(output)
          .contains("APPLICATION FAILED TO START")
          .contains(Integer.toString(port))
          .contains("set " + setting + " to another port");
    }
  }

  @Test
  void openBind_withTheDefaultPassword_isRefused(CapturedOutput output) {
    assertThatThrownBy(() -> start("--dropbell.bind-address=0.0.0.0")).isNotNull();

    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("dropbell.bind-address is 0.0.0.0")
        .contains("dropbell.ftp.password (FTP_PASS)")
        .contains("dropbell.security.tokens[0].name, .hash and .scopes")
        .doesNotContain("listening:");
  }

  @Test
  void openBind_withADefaultPasswordOnly_namesNoOther(CapturedOutput output) {
    assertThatThrownBy(() -> start(OPEN, TOKEN + "name=a", TOKEN + HASH, TOKEN + "scopes=read"))
        .isNotNull();

    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("dropbell.ftp.password (FTP_PASS)")
        .doesNotContain("dropbell.security.tokens[0]")
        .doesNotContain("listening:");
  }

  @Test
  void openBind_withoutATokenOnly_namesNoOther(CapturedOutput output) {
    assertThatThrownBy(() -> start(OPEN, "--dropbell.ftp.password=of-my-own")).isNotNull();

    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("dropbell.security.tokens[0].name, .hash and .scopes")
        .doesNotContain("FTP_PASS")
        .doesNotContain("listening:");
  }

  @Test
  void openBind_withADefaultPasswordAmongTheUsers_isRefused(CapturedOutput output) {
    String user = "--dropbell.ftp.users[0].";
    assertThatThrownBy(() ->
            start(
                OPEN,
                "--dropbell.ftp.user=",
                user + "name=cam",
                user + "password=secret123",
                TOKEN + "name=a",
                TOKEN + HASH,
                TOKEN + "scopes=read"))
        .isNotNull();

    assertThat(output).contains("one of dropbell.ftp.users has the default password");
  }

  @Test
  void tokenThatSomebodyForgotToHash_isNotShown(CapturedOutput output) {
    assertThatThrownBy(
            () -> start(TOKEN + "name=cam", TOKEN + "hash=top-secret", TOKEN + "scopes=read"))
        .isNotNull();

    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("dropbell.security.tokens[*] of 'cam': hash must be {sha256}<64 hex digits>")
        .doesNotContain("top-secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"server.address", "management.server.address"})
  void addressOfItsOwn_isRefused(String setting, CapturedOutput output) {
    assertThatThrownBy(() -> start("--" + setting + "=0.0.0.0", "--management.server.port=0"))
        .isNotNull();

    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains(setting + " is 0.0.0.0, and dropbell.bind-address governs every listener")
        .contains("remove " + setting)
        .doesNotContain("listening:");
  }

  @Test
  void loopback_withTheDefaultPassword_startsAndWarnsOnce(CapturedOutput output) {
    start();

    assertThat(output.getOut().split("default password", -1)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dropbell.ftp.passive-ports=100-1",
        "dropbell.ftp.port=70000",
        "dropbell.ftp.max-connections=0",
        "dropbell.ftp.idle-timeout=0",
        "dropbell.directories=../out",
        "dropbell.upload.existing=maybe",
        "dropbell.upload.max-file-size=-1B",
        "dropbell.allowed-origins=example.org",
        "dropbell.security.lockout-after=0"
      })
  void badSetting_isNamedWithItsValue(String setting, CapturedOutput output) {
    assertThatThrownBy(() -> start("--" + setting)).isNotNull();

    String[] keyAndValue = setting.split("=", 2);
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains(keyAndValue[0])
        .contains(keyAndValue[1]);
  }

  private void start(String... settings) {
    RunningService.start(root, settings).close();
  }
}
