package dev.dropbell.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.testing.FrameClient;
import dev.dropbell.testing.RequiredProgram;
import dev.dropbell.testing.RunningService;
import dev.dropbell.testing.ScriptedFtpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code src/docs/protocol.md} shows works as it stands there: its clients and its bytes. */
class DocumentedClientsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static RunningService service;
  private static String document = "";

  @BeforeAll
  static void start(@TempDir Path root) throws IOException {
    Path base = Path.of(System.getProperty("dropbell.basedir", "."));
    document = Files.readString(base.resolve("src/docs/protocol.md"));
    service = RunningService.start(root);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @ParameterizedTest
  @CsvSource({"python, client.py, python3", "java, Listen.java, java"})
  void client_publishes_andHearsOfAnUpload(
      String language, String file, String program, @TempDir Path directory) throws Exception {
    Path client = Files.writeString(directory.resolve(file), block(language));
    String runner =
        program.equals("java")
            ? Path.of(System.getProperty("java.home"), "bin", "java").toString()
            : RequiredProgram.find(program).toString();
    Process process =
        new ProcessBuilder(
                runner, client.toString(), "127.0.0.1", Integer.toString(service.port("tcp")))
            .redirectErrorStream(true)
            .start();
    try {
      Queue<String> lines = linesOf(process);
      awaitLine(lines, "{\"op\":\"subscribe\",\"ok\":true,\"topics\":[\"uploads\",\"cats\"]");
      awaitLine(lines, "{\"op\":\"publish\",\"ok\":true");
      awaitLine(lines, "\"data\":\"are awesome\"");
      try (ScriptedFtpClient ftp = ScriptedFtpClient.logIn(service.port("ftp"))) {
        assertThat(ftp.store("STOR " + language + ".jpg", new byte[3]).code()).isEqualTo(226);
      }
      awaitLine(lines, "\"path\":\"/" + language + ".jpg\"");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void bytes_areAnsweredAsDrawn() {
    Pattern exchange =
        Pattern.compile(
            "^you((?:  +[0-9a-f ]+?(?:   .*)?\n)+)server(.*\n(?:  +[0-9a-f]{2} .*\n)*)",
            Pattern.MULTILINE);
    List<MatchResult> exchanges = exchange.matcher(document).results().toList();
    assertThat(exchanges).hasSize(3);
    for (MatchResult drawn : exchanges) {
      try (FrameClient client = FrameClient.connect(service.port("tcp"))) {
        client.write(hex(drawn.group(1)));
        byte[] expected = hex(drawn.group(2));
        assertThat(client.read())
            .isEqualTo(
                HexFormat.of().parseHex(HexFormat.of().formatHex(expected, 4, expected.length)));
      }
    }
  }

  /** The bytes of some lines, without what they mean at the right. */
  private static byte[] hex(String lines) {
    StringBuilder digits = new StringBuilder();
    for (String line : lines.lines().toList()) {
      Matcher bytes =
          Pattern.compile("^ +((?:[0-9a-f]{2} {1,2})*[0-9a-f]{2})(?: {3}.*)?$").matcher(line);
      assertThat(bytes.matches()).as(line).isTrue();
      digits.append(bytes.group(1).replace(" ", ""));
    }
    return HexFormat.of().parseHex(digits);
  }

  private static String block(String language) {
    Matcher block =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(document);
    assertThat(block.find()).as(language).isTrue();
    return block.group(1);
  }

  private static Queue<String> linesOf(Process process) {
    Queue<String> lines = new ConcurrentLinkedQueue<>();
    Thread.ofVirtual()
        .start(() -> {
          try (var reader = process.inputReader(UTF_8)) {
            reader.lines().forEach(lines::add);
          } catch (IOException | UncheckedIOException ended) {
            // As it must come.
          }
        });
    return lines;
  }

  private static void awaitLine(Queue<String> lines, String part) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(lines).anyMatch(line -> line.contains(part)));
  }
}
