package dev.dropbell.client.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineClientTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void noCommandSettingsAloneOrServe_isTheServer() {
    assertThat(CommandLineClient.isServer()).isTrue();
    assertThat(CommandLineClient.isServer("--server.port=0")).isTrue();
    assertThat(CommandLineClient.isServer("serve")).isTrue();
    assertThat(CommandLineClient.isServer("serve", "--server.port=0")).isTrue();
    assertThat(CommandLineClient.serverSettings("serve", "--a=b")).containsExactly("--a=b");
    assertThat(CommandLineClient.serverSettings("--a=b")).containsExactly("--a=b");
  }

  @Test
  void commandOrQuestion_isNot() {
    assertThat(CommandLineClient.isServer("put", "a", "ftp://h/")).isFalse();
    assertThat(CommandLineClient.isServer("--help")).isFalse();
    assertThat(CommandLineClient.isServer("-V")).isFalse();
    assertThat(CommandLineClient.isServer("serve", "--help")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"put", "get", "ls", "tail", "publish", "serve", "token", "completion"})
  void help_ofEachCommand_saysHowItIsUsed(String command) {
    assertThat(run(command, "--help")).isZero();
    assertThat(out.toString(UTF_8)).contains("dropbell " + command);
    assertThat(out.toString(UTF_8).lines()).allSatisfy(l -> assertThat(l.length()).isLessThan(101));
  }

  @Test
  void help_namesEveryCommand() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString(UTF_8))
        .contains(
            "put", "get", "ls", "tail", "publish", "serve", "token", "completion", "Exit codes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "frobnicate",
        "put",
        "put a",
        "put a http://h/",
        "put --parallel 0 a ftp://h/",
        "put --retries x a ftp://h/",
        "put - ftp://h/",
        "put src ftp://h/",
        "get ftp://h/cams/",
        "ls",
        "tail",
        "publish topic",
        "publish --url nonsense topic message",
        "publish --as-json topic {"
      })
  void wrongUsage_isTwo_andSaysWhy(String line) {
    assertThat(run(line.split(" "))).isEqualTo(2);
    assertThat(err.toString(UTF_8)).isNotBlank();
    assertThat(out.toString(UTF_8)).isEmpty();
  }

  @Test
  void token_isPrintedWithItsHash() {
    assertThat(run("token", "new")).isZero();
    assertThat(out.toString(UTF_8)).isEqualTo("token: db_secret\nhash:  {sha256}00\n");
  }

  @Test
  void completion_knowsTheCommands() {
    assertThat(run("completion")).isZero();
    assertThat(out.toString(UTF_8)).startsWith("#!").contains("put", "--parallel", "publish");
  }

  private int run(String... args) {
    return CommandLineClient.run(
        new Surroundings(
            Map.of(),
            InputStream.nullInputStream(),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            null),
        () -> new FreshToken("db_secret", "{sha256}00"),
        args);
  }
}
