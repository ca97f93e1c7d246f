package dev.dropbell.ftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.testing.RunningService;
import dev.dropbell.testing.ScriptedFtpClient;
import dev.dropbell.testing.ScriptedFtpClient.Reply;
import dev.dropbell.upload.UploadStore;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What DESIGN 2.1 allows: uploads, downloads and listings, to the letter of the RFCs. */
class AllowedOperationsIT {

  private static final byte[] BYTES = "0123456789".getBytes(UTF_8);

  private static RunningService service;
  private ScriptedFtpClient client;

  @BeforeAll
  static void start(@TempDir Path root) throws IOException {
    service = RunningService.start(root, "--dropbell.directories=cams/front,listed/sub");
    Path file = Files.write(root.resolve("listed/ten.txt"), BYTES);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2025-11-20T09:00:00Z")));
    Files.writeString(root.resolve("listed/.hidden"), "nobody's business");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @BeforeEach
  void logIn() {
    client = ScriptedFtpClient.logIn(service.port("ftp"));
  }

  @AfterEach
  void logOut() {
    client.quit();
  }

  @Test
  void stor_keepsEveryByteInEitherType() {
    byte[] lineEnds = "a\nb\r\nc\rd\0".getBytes(UTF_8);

    client.send("TYPE A");
    assertThat(client.store("STOR ascii.txt", lineEnds).code()).isEqualTo(226);
    client.send("TYPE I");
    assertThat(client.store("STOR binary.txt", lineEnds).code()).isEqualTo(226);

    assertThat(file("ascii.txt")).hasBinaryContent(lineEnds);
    assertThat(file("binary.txt")).hasBinaryContent(lineEnds);
    client.send("TYPE A");
    assertThat(client.fetch("RETR ascii.txt")).isEqualTo(lineEnds);
  }

  @Test
  void stor_ofNothing_makesAnEmptyFile() {
    assertThat(client.store("STOR empty.txt", new byte[0]).code()).isEqualTo(226);

    assertThat(file("empty.txt")).isEmptyFile();
  }

  @Test
  void stor_showsNothingBeforeItIsComplete() throws IOException {
    try (Socket data = client.openData()) {
      assertThat(client.send("STOR growing.txt").code()).isEqualTo(150);
      data.getOutputStream().write(BYTES);
      UploadStore store = service.part(UploadStore.class);
      await().until(() -> store.inFlight().stream().anyMatch(u -> u.bytes() == BYTES.length));

      assertThat(file("growing.txt")).doesNotExist();
      try (ScriptedFtpClient other = ScriptedFtpClient.logIn(service.port("ftp"))) {
        assertThat(other.fetchText("NLST")).doesNotContain("growing.txt");
        assertThat(other.send("RETR growing.txt").code()).isEqualTo(550);
      }
    }
    client.expect(226);
    assertThat(file("growing.txt")).hasBinaryContent(BYTES);
  }

  @Test
  void stor_withoutDataConnection_isOutOfSequence() {
    assertThat(client.send("STOR a.txt").code()).isEqualTo(503);
    assertThat(client.send("NOOP").code()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "with space.txt",
        " leading.txt",
        "trailing ",
        "100%.txt",
        "%2e%2e",
        "-rf",
        "a;b&c='d'.txt",
        "umläut.txt",
        "😀.txt",
        "e\u0301.txt",
        "مرحبا",
        "a..b",
        "x",
        "SITE CHMOD"
      })
  void stor_takesNamesAsTheyAre(String name) {
    assertThat(client.store("STOR " + name, BYTES).code()).isEqualTo(226);

    assertThat(file(name)).hasBinaryContent(BYTES);
    assertThat(client.fetchText("NLST").lines()).contains(name);
    assertThat(client.fetch("RETR " + name)).isEqualTo(BYTES);
    assertThat(client.send("SIZE " + name).text()).isEqualTo("213 10");
  }

  @Test
  void stor_takesANameOf255Bytes() {
    String name = "ü".repeat(125) + "x.txt";
    assertThat(name.getBytes(UTF_8)).hasSize(255);

    assertThat(client.store("STOR " + name, BYTES).code()).isEqualTo(226);

    assertThat(file(name)).exists();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/cams/front/way.txt",
        "//cams///front//way.txt",
        "cams/./front/way.txt",
        "cams/../cams/front/way.txt",
        "/cams/front/../front/way.txt"
      })
  void stor_normalisesPaths(String path) throws IOException {
    assertThat(client.store("STOR " + path, BYTES).code()).isEqualTo(226);

    assertThat(file("cams/front/way.txt")).exists();
    Files.delete(file("cams/front/way.txt"));
  }

  @Test
  void stou_tellsAFreeName() {
    assertThat(client.store("STOR unique.txt", BYTES).code()).isEqualTo(226);

    try (Socket data = client.openData()) {
      Reply begin = client.send("STOU unique.txt");
      assertThat(begin.text()).isEqualTo("150 FILE: unique-1.txt");
      data.getOutputStream().write(1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    assertThat(client.read().text()).startsWith("226 ").contains("unique-1.txt");

    assertThat(file("unique.txt")).hasBinaryContent(BYTES);
    assertThat(file("unique-1.txt")).hasBinaryContent(new byte[] {1});
  }

  @Test
  void stou_withoutName_chooses() throws IOException {
    client.send("CWD cams");

    Reply stored = client.store("STOU", BYTES);

    assertThat(stored.code()).isEqualTo(226);
    try (var files = Files.list(file("cams"))) {
      assertThat(files.filter(Files::isRegularFile))
          .singleElement()
          .satisfies(f -> assertThat(stored.text()).contains(f.getFileName().toString()));
    }
  }

  @Test
  void appe_ontoANewName_createsIt() {
    assertThat(client.store("APPE appended.txt", BYTES).code()).isEqualTo(226);

    assertThat(file("appended.txt")).hasBinaryContent(BYTES);
  }

  @Test
  void interruptedUpload_isFinishedByAppe() throws IOException {
    interrupt("finished-by-appe.txt", "01234");

    assertThat(client.store("APPE finished-by-appe.txt", "56789".getBytes(UTF_8)).code())
        .isEqualTo(226);

    assertThat(file("finished-by-appe.txt")).hasBinaryContent(BYTES);
  }

  @Test
  void interruptedUpload_isFinishedByRestAndStorInEitherOrder() throws IOException {
    for (List<String> order : List.of(List.of("REST 3", "EPSV"), List.of("EPSV", "REST 3"))) {
      String name = "rest-" + order.getFirst().charAt(0) + ".txt";
      interrupt(name, "01234");
      int port = 0;
      for (String step : order) {
        if (step.equals("EPSV")) {
          port = client.extendedPassivePort();
        } else {
          assertThat(client.send(step).code()).isEqualTo(350);
        }
      }
      try (Socket data = ScriptedFtpClient.connectData(port)) {
        assertThat(client.send("STOR " + name).code()).isEqualTo(150);
        data.getOutputStream().write("3456789".getBytes(UTF_8));
      }
      client.expect(226);

      assertThat(file(name)).hasBinaryContent(BYTES);
    }
  }

  @Test
  void resumeThatWasOvertaken_isTheLastToComplete() throws IOException {
    interrupt("overtaken.txt", "01234");
    int port = client.extendedPassivePort();
    client.send("REST 5");
    assertThat(client.send("STOR overtaken.txt").code()).isEqualTo(150);
    try (ScriptedFtpClient other = ScriptedFtpClient.logIn(service.port("ftp"))) {
      assertThat(other.store("STOR overtaken.txt", "whole".getBytes(UTF_8)).code()).isEqualTo(226);
    }

    try (Socket data = ScriptedFtpClient.connectData(port)) {
      data.getOutputStream().write("56789".getBytes(UTF_8));
    }

    client.expect(226);
    assertThat(file("overtaken.txt")).hasBinaryContent(BYTES);
  }

  @Test
  void allo_thatIsNotKept_completesNothing() {
    for (int declared : List.of(BYTES.length - 1, BYTES.length + 1)) {
      assertThat(client.send("ALLO " + declared).code()).isEqualTo(200);

      assertThat(client.store("STOR declared.txt", BYTES).code()).isIn(426, 451, 552);

      assertThat(file("declared.txt")).doesNotExist();
      assertThat(client.send("NOOP").code()).isEqualTo(200);
    }
    client.send("ALLO 10 R 5");
    assertThat(client.store("STOR declared.txt", BYTES).code()).isEqualTo(226);
    // It held for one transfer only, and nothing is declared by 0.
    assertThat(client.store("STOR declared.txt", new byte[3]).code()).isEqualTo(226);
    client.send("ALLO 0");
    assertThat(client.store("STOR declared.txt", new byte[3]).code()).isEqualTo(226);
  }

  @Test
  void retr_startsWhereRestSays() {
    assertThat(client.fetchText("RETR listed/ten.txt")).isEqualTo("0123456789");
    client.send("REST 7");
    assertThat(client.fetchText("RETR listed/ten.txt")).isEqualTo("789");
    assertThat(client.fetchText("RETR listed/ten.txt")).isEqualTo("0123456789");
  }

  static List<String> listings() {
    return List.of("LIST", "LIST -la", "NLST", "MLSD");
  }

  @ParameterizedTest
  @MethodSource("listings")
  void listings_showWhatIsThereAndNoDotfiles(String command) {
    client.send("CWD listed");

    assertThat(client.fetchText(command).lines())
        .hasSize(2)
        .anyMatch(line -> line.endsWith("ten.txt"))
        .anyMatch(line -> line.endsWith("sub"));
  }

  @Test
  void listings_ofTheRoot_hideStaging() {
    for (String command : listings()) {
      assertThat(client.fetchText(command + " /")).doesNotContain("dropbell/", ".dropbell");
    }
  }

  @Test
  void mlsdAndMlst_tellTheFactsOfRfc3659() {
    assertThat(client.fetchText("MLSD listed"))
        .contains("Size=10;Modify=20251120090000.000;Type=file; ten.txt\r\n")
        .contains("Type=dir; sub\r\n");
    assertThat(client.send("MLST listed/ten.txt").lines())
        .hasSize(3)
        .element(1)
        .asString()
        .isEqualTo(" Size=10;Modify=20251120090000.000;Type=file; /listed/ten.txt");
  }

  @Test
  void mlst_isUnderstoodByCommonsNet() throws IOException {
    Files.write(file("listed/sub/a [1].jpg"), BYTES);
    FTPClient ftp = new FTPClient();
    ftp.connect("127.0.0.1", service.port("ftp"));
    assertThat(ftp.login("uploader", "secret123")).isTrue();

    FTPFile found = ftp.mlistFile("/listed/sub/a [1].jpg");
    ftp.disconnect();

    assertThat(found.getSize()).isEqualTo(10);
    assertThat(found.isFile()).isTrue();
    assertThat(found.getName()).endsWith("a [1].jpg");
  }

  @Test
  void sizeMdtmAndStat_tellOfAFile() {
    assertThat(client.send("SIZE listed/ten.txt").text()).isEqualTo("213 10");
    assertThat(client.send("MDTM listed/ten.txt").text()).startsWith("213 20251120090000");
    assertThat(client.send("STAT listed/ten.txt").text()).contains(" 10 ").contains("ten.txt");
    assertThat(client.send("STAT listed").text()).contains("ten.txt").doesNotContain("hidden");
    assertThat(client.send("STAT").code()).isEqualTo(211);
  }

  @Test
  void workingDirectory_isChangedAndTold() {
    assertThat(client.send("PWD").text()).startsWith("257 \"/\"");
    assertThat(client.send("CWD cams").code()).isEqualTo(250);
    assertThat(client.send("XCWD front").code()).isEqualTo(250);
    assertThat(client.send("XPWD").text()).startsWith("257 \"/cams/front\"");
    assertThat(client.send("CDUP").code()).isIn(200, 250);
    assertThat(client.send("PWD").text()).startsWith("257 \"/cams\"");
    assertThat(client.send("XCUP").code()).isIn(200, 250);
    assertThat(client.send("CWD /cams//front/").code()).isEqualTo(250);
    assertThat(client.store("STOR here.txt", BYTES).code()).isEqualTo(226);
    assertThat(file("cams/front/here.txt")).exists();
  }

  @Test
  void epsvAndPasv_bothOpenADataConnection() throws IOException {
    for (int port : new int[] {client.extendedPassivePort(), client.passivePort()}) {
      assertThat(port).isBetween(1, 65535);
    }
    try (Socket data = ScriptedFtpClient.connectData(client.passivePort())) {
      assertThat(client.send("STOR passive.txt").code()).isEqualTo(150);
      data.getOutputStream().write(BYTES);
    }
    client.expect(226);
    assertThat(file("passive.txt")).hasBinaryContent(BYTES);
  }

  @Test
  void feat_namesNothingThatIsRefused() {
    Reply feat = client.send("FEAT");

    assertThat(feat.code()).isEqualTo(211);
    assertThat(feat.lines().getFirst()).startsWith("211-");
    assertThat(feat.lines().getLast()).startsWith("211 ");
    List<String> features = feat.lines().subList(1, feat.lines().size() - 1);
    assertThat(features).allMatch(line -> line.startsWith(" "));
    assertThat(features)
        .contains(" UTF8", " EPSV", " SIZE", " MDTM", " REST STREAM", " TVFS")
        .contains(" MLST Size*;Modify*;Type*;Perm;")
        .doesNotContain(" EPRT", " MFMT", " MFCT", " AUTH TLS", " HASH");
    assertThat(client.send("OPTS UTF8 ON").code()).isEqualTo(200);
    assertThat(client.send("OPTS MLST Size;Type;").code()).isEqualTo(200);
    assertThat(client.send("SYST").code()).isEqualTo(215);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ABOR\r\n", "\u00ff\u00f4\u00ff\u00f2ABOR\r\n", "\u00ff\u00f4\u00ffabor\r\n"})
  void abor_inMidUpload_endsItAndTheSessionLivesOn(String abort) throws IOException {
    try (Socket data = client.openData()) {
      assertThat(client.send("STOR aborted.txt").code()).isEqualTo(150);
      data.getOutputStream().write(BYTES);

      client.write(abort.getBytes(ISO_8859_1));

      client.expect(426);
      client.expect(226);
      assertThat(hasEnded(data)).isTrue();
    }
    assertThat(file("aborted.txt")).doesNotExist();
    assertThat(client.store("STOR after-abort.txt", BYTES).code()).isEqualTo(226);
  }

  /** Closed in either way: bytes that nobody reads any more make it a reset. */
  private static boolean hasEnded(Socket data) throws IOException {
    try {
      return data.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  @Test
  void abor_inMidDownload_endsItAndTheSessionLivesOn() throws IOException {
    // More than the sockets' buffers hold, so that the server is still sending.
    Files.write(file("large.bin"), new byte[32 * 1024 * 1024]);
    try (Socket data = client.openData()) {
      assertThat(client.send("RETR large.bin").code()).isEqualTo(150);
      assertThat(data.getInputStream().read()).isZero();

      client.write("ABOR\r\n");

      client.expect(426);
      client.expect(226);
    }
    assertThat(client.send("NOOP").code()).isEqualTo(200);
  }

  @Test
  void abor_withNothingToAbort_isFine() {
    assertThat(client.send("ABOR").code()).isIn(225, 226);
    client.extendedPassivePort();
    assertThat(client.send("ABOR").code()).isIn(225, 226);
    assertThat(client.store("STOR b.txt", BYTES).code()).isEqualTo(226);
  }

  @Test
  void commands_sentAhead_areAnsweredInTheirOrder() {
    client.write(
        "NOOP\r\nPWD\r\nSYST\r\n"
            + "x".repeat(10 * 1024)
            + "\r\nSIZE listed/ten.txt\r\nDELE a\r\n");

    for (int code : new int[] {200, 257, 215, 500, 213, 550}) {
      client.expect(code);
    }
  }

  @Test
  void command_thatComesInPieces_isOne() {
    for (String piece : List.of("SI", "ZE lis", "ted/te", "n.txt\r", "\nNO")) {
      client.write(piece);
      // The server has read the piece when another client is answered.
      try (ScriptedFtpClient other = ScriptedFtpClient.connect(service.port("ftp"))) {
        other.send("NOOP");
      }
    }
    assertThat(client.read().text()).isEqualTo("213 10");
    client.write("OP\r\n");
    client.expect(200);
  }

  @Test
  void quit_saysGoodbye() {
    try (ScriptedFtpClient other = ScriptedFtpClient.logIn(service.port("ftp"))) {
      assertThat(other.send("QUIT").code()).isEqualTo(221);
      assertThat(other.isClosedByServer()).isTrue();
    }
  }

  /** Leaves a partial upload behind. */
  private void interrupt(String name, String sent) throws IOException {
    try (Socket data = client.openData()) {
      assertThat(client.send("STOR " + name).code()).isEqualTo(150);
      data.getOutputStream().write(sent.getBytes(UTF_8));
      UploadStore store = service.part(UploadStore.class);
      await().until(() -> store.inFlight().stream().anyMatch(u -> u.bytes() == sent.length()));
      client.write("ABOR\r\n");
      client.expect(426);
      client.expect(226);
    }
  }

  private static Path file(String name) {
    return service.root().resolve(name);
  }
}
