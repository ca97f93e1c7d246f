package dev.dropbell.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.testing.RunningService;
import dev.dropbell.testing.ScriptedFtpClient;
import dev.dropbell.testing.TreeSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A symbolic link that an operator made leads no client anywhere. */
class SymbolicLinksIT {

  private static RunningService service;
  private static Path outside;

  @BeforeAll
  static void start(@TempDir Path root, @TempDir Path elsewhere) throws IOException {
    service = RunningService.start(root, "--dropbell.directories=inside");
    outside = Files.createDirectory(elsewhere.resolve("outside"));
    Files.writeString(outside.resolve("secret.txt"), "secret");
    Files.createDirectory(outside.resolve("sub"));
    Files.writeString(root.resolve("inside/kept.txt"), "kept");
    Files.createSymbolicLink(root.resolve("file-link"), outside.resolve("secret.txt"));
    Files.createSymbolicLink(root.resolve("directory-link"), outside);
    Files.createSymbolicLink(root.resolve("inside/up"), Path.of(".."));
    Files.createSymbolicLink(root.resolve("dangling"), outside.resolve("made-by-upload.txt"));
    Files.createSymbolicLink(root.resolve("loop"), root.resolve("loop"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  static Stream<String> commands() {
    return Stream.of(
            "file-link",
            "directory-link",
            "directory-link/secret.txt",
            "directory-link/sub",
            "directory-link/new.txt",
            "directory-link/sub/new.txt",
            "inside/up/inside/kept.txt",
            "inside/up/new.txt",
            "dangling",
            "loop",
            "loop/new.txt")
        .flatMap(path ->
            Stream.of(
                    "STOR", "APPE", "RETR", "SIZE", "MDTM", "MLST", "CWD", "LIST", "NLST", "MLSD",
                    "STAT", "MD5")
                .map(command -> command + " " + path));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void link_leadsNowhere(String command) {
    TreeSnapshot untouched = TreeSnapshot.of(service.root());
    TreeSnapshot untouchedOutside = TreeSnapshot.of(outside);
    try (ScriptedFtpClient client = ScriptedFtpClient.logIn(service.port("ftp"))) {
      client.extendedPassivePort();
      assertThat(client.send(command).code()).isIn(450, 501, 504, 550, 553);
      assertThat(client.send("NOOP").code()).isEqualTo(200);
    }
    assertThat(TreeSnapshot.of(service.root())).isEqualTo(untouched);
    assertThat(TreeSnapshot.of(outside)).isEqualTo(untouchedOutside);
  }

  @Test
  void listings_doNotShowLinks() {
    try (ScriptedFtpClient client = ScriptedFtpClient.logIn(service.port("ftp"))) {
      for (String command : List.of("LIST", "NLST", "MLSD")) {
        assertThat(client.fetchText(command).lines()).singleElement().asString().endsWith("inside");
      }
    }
  }

  @Test
  void stou_passesByALinkOfThatName() throws IOException {
    try (ScriptedFtpClient client = ScriptedFtpClient.logIn(service.port("ftp"))) {
      assertThat(client.store("STOU inside/up", new byte[3]).code()).isEqualTo(226);
    }
    assertThat(service.root().resolve("inside/up")).isSymbolicLink();
    assertThat(service.root().resolve("inside/up-1")).isRegularFile();
    Files.delete(service.root().resolve("inside/up-1"));
  }
}
