package dev.dropbell.ftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.testing.RunningService;
import dev.dropbell.testing.ScriptedFtpClient;
import dev.dropbell.testing.ScriptedFtpClient.Reply;
import dev.dropbell.testing.TreeSnapshot;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What DESIGN 2.1 refuses, row by row: each refusal has its code, changes nothing below the root,
 * and leaves the session as it was.
 */
class PermissionTableIT {

  private static final String NAME_OF_256_BYTES = "ü".repeat(126) + ".txt";

  private static RunningService service;

  @BeforeAll
  static void start(@TempDir Path root) throws IOException {
    service = RunningService.start(root, "--dropbell.directories=full,empty");
    Files.writeString(root.resolve("kept.txt"), "kept");
    Files.writeString(root.resolve("full/kept.txt"), "kept as well");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  /**
   * A command that is refused.
   *
   * @param before commands that must succeed first
   * @param codes any of which is right
   */
  record Row(List<String> before, String command, Charset wire, Set<Integer> codes) {

    Row after(String earlier) {
      return new Row(List.of(earlier), command, wire, codes);
    }

    @Override
    public String toString() {
      String all = String.join(", ", before) + " " + command;
      return all.strip().replaceAll("\\p{Cntrl}", "?").replaceAll("(?<=.{60}).*", "…");
    }
  }

  private static Row row(String command, Integer... codes) {
    return new Row(List.of(), command, UTF_8, Set.of(codes));
  }

  /** Every character of the command is one byte on the wire. */
  private static Row bytes(String command, Integer... codes) {
    return new Row(List.of(), command, ISO_8859_1, Set.of(codes));
  }

  static Stream<Row> changesOfWhatIsThere() {
    return Stream.of(
        row("DELE kept.txt", 550),
        row("dele kept.txt", 550),
        row("DELE full/kept.txt", 550),
        row("DELE empty", 550),
        row("DELE missing.txt", 550),
        row("RNFR kept.txt", 550),
        row("RNTO moved.txt", 550),
        row("MKD new", 550),
        row("XMKD new", 550),
        row("MKD full/new", 550),
        row("RMD empty", 550),
        row("XRMD empty", 550),
        row("RMD full", 550),
        row("SITE CHMOD 777 kept.txt", 550, 502),
        row("site chmod 777 kept.txt", 550, 502),
        row("SITE UMASK 000", 550, 502),
        row("SITE UTIME 20200101000000 kept.txt", 550, 502),
        row("SITE CHOWN nobody kept.txt", 550, 502),
        row("SITE SYMLINK kept.txt link", 550, 502),
        row("SITE ZONE", 550, 502),
        row("SITE", 550, 502, 501, 200),
        row("MFMT 20200101000000 kept.txt", 550, 502),
        row("MFCT 20200101000000 kept.txt", 550, 502),
        row("MFF modify=20200101000000; kept.txt", 550, 502),
        row("MDTM 20200101000000 kept.txt", 550),
        row("MDTM 20200101000000.123 kept.txt", 550),
        row("APPE kept.txt", 550),
        row("APPE full/kept.txt", 550),
        row("STOR kept.txt", 550).after("REST 2"),
        row("STOR kept.txt", 550, 554).after("REST 4"),
        row("STOR kept.txt", 550, 554).after("REST 400"),
        row("STOR new.txt", 550, 554).after("REST 1"));
  }

  static Stream<Row> namesThatAreNone() {
    return Stream.of(
        row("STOR .hidden", 553),
        row("STOR full/.hidden", 553),
        row("STOR .dropbell/x", 553),
        row("STOR .dropbell/staging/x.part", 553),
        row("STOR ...", 553),
        row("STOU .hidden", 553),
        row("APPE .hidden", 553),
        row("STOR ../out.txt", 550, 553),
        row("STOR /../out.txt", 550, 553),
        row("STOR full/../../out.txt", 550, 553),
        row("STOR /full/../../../out.txt", 550, 553),
        row("STOR ..", 550, 553),
        row("STOR back\\slash.txt", 553),
        row("STOR ..\\out.txt", 553),
        row("STOR C:\\out.txt", 553),
        bytes("STOR nul\0.txt", 553),
        bytes("STOR \0", 553),
        bytes("STOR trailing\0", 553),
        bytes("STOR bell\u0007.txt", 553),
        bytes("STOR trailing\u0001", 553),
        bytes("STOR tab\tin.txt", 553),
        bytes("STOR trailing.txt\t", 553),
        bytes("STOR return\rin.txt", 553),
        bytes("STOR escape\u001b[31m", 553),
        bytes("STOR delete\u007f.txt", 553),
        row("STOR c1\u0085control.txt", 553),
        bytes("STOR latin1-\u00e9.txt", 553),
        bytes("STOR overlong-\u00c0\u00af.txt", 553),
        bytes("STOR surrogate-\u00ed\u00a0\u0080.txt", 553),
        bytes("STOR cut-\u00f0\u009f\u0098", 553),
        bytes("STOR never-\u00fe.txt", 553),
        bytes("STOR never-\u00ff.txt", 553),
        bytes("STOR never-\u00ff\u00fe\u00ff.txt", 553),
        row("STOR " + NAME_OF_256_BYTES, 553),
        row("STOR " + "x".repeat(4096), 500, 553),
        row("STOR " + "x".repeat(10 * 1024), 500, 553),
        row("STOR missing/a.txt", 550, 553),
        row("STOR kept.txt/a.txt", 550, 553),
        row("STOR empty", 550, 553),
        row("STOR empty/", 550, 553),
        row("STOR /", 550, 553),
        row("STOR .", 550, 553),
        row("APPE empty", 550, 553),
        row("STOU missing/a.txt", 550, 553),
        row("STOR", 501),
        row("APPE", 501));
  }

  static Stream<Row> placesThatAreNone() {
    return Stream.of(
        row("RETR ../out.txt", 550, 553),
        row("RETR .dropbell/staging", 550, 553),
        row("RETR missing.txt", 550, 553),
        row("RETR empty", 550, 553),
        row("RETR full/..", 550, 553),
        row("CWD ..", 550, 553),
        row("CDUP", 550, 553),
        row("CWD .dropbell", 550, 553),
        row("XCWD /../..", 550, 553),
        row("CWD kept.txt", 550, 553),
        row("CWD missing", 550, 553),
        row("LIST ..", 550, 553, 450),
        row("LIST /../..", 550, 553, 450),
        row("LIST .dropbell", 550, 553, 450),
        row("NLST ..", 550, 553, 450),
        row("NLST .dropbell", 550, 553, 450),
        row("NLST missing", 550, 553, 450),
        row("LIST missing", 550, 553, 450),
        row("MLSD ..", 550, 553, 501),
        row("MLSD .dropbell", 550, 553, 501),
        row("MLSD missing", 550, 553, 501),
        row("MLSD kept.txt", 550, 553, 501),
        row("MLST ..", 550, 553, 501),
        row("MLST .dropbell", 550, 553, 501),
        row("STAT ..", 550, 553, 450),
        row("STAT .dropbell", 550, 553, 450),
        row("SIZE ../out.txt", 550, 553),
        row("SIZE .dropbell", 550, 553),
        row("SIZE empty", 550),
        row("SIZE missing.txt", 550),
        row("MDTM ../out.txt", 550, 553),
        row("MDTM missing.txt", 550),
        row("MD5 ../out.txt", 550, 504, 502));
  }

  static Stream<Row> whatIsNotSpoken() {
    return Stream.of(
        row("PORT 127,0,0,1,200,10", 500, 501, 502, 550),
        row("EPRT |1|127.0.0.1|50000|", 500, 501, 502, 550, 522),
        row("MODE Z", 504),
        row("MODE B", 504),
        row("REST -1", 501),
        row("REST x", 501),
        row("REST 99999999999999999999", 501),
        row("ALLO", 501),
        row("ALLO x", 501),
        row("NONSENSE", 500, 502),
        row("x".repeat(10 * 1024), 500));
  }

  @ParameterizedTest
  @MethodSource({
    "changesOfWhatIsThere",
    "namesThatAreNone",
    "placesThatAreNone",
    "whatIsNotSpoken"
  })
  void refusal_hasItsCodeAndChangesNothing(Row row) {
    TreeSnapshot untouched = TreeSnapshot.of(service.root());
    try (ScriptedFtpClient client = ScriptedFtpClient.logIn(service.port("ftp"))) {
      client.extendedPassivePort();
      for (String earlier : row.before()) {
        assertThat(client.send(earlier).code()).as(earlier).isBetween(200, 399);
      }

      client.write((row.command() + "\r\n").getBytes(row.wire()));
      Reply reply = client.read();

      assertThat(reply.code()).as(reply.text()).isIn(row.codes());
      assertThat(client.send("NOOP").code()).isEqualTo(200);
    }
    assertThat(TreeSnapshot.of(service.root())).isEqualTo(untouched);
  }

  @Test
  void refusedChange_namesTheRule() {
    try (ScriptedFtpClient client = ScriptedFtpClient.logIn(service.port("ftp"))) {
      assertThat(client.send("DELE kept.txt").text()).contains("never deleted");
      assertThat(client.send("RNFR kept.txt").text()).contains("never renamed");
      assertThat(client.send("MKD new").text()).contains("by the operator");
      assertThat(client.send("MFMT 20200101000000 kept.txt").text()).contains("never changed");
    }
  }

  @Test
  void commonsNet_isRefusedEveryChange() throws IOException {
    TreeSnapshot untouched = TreeSnapshot.of(service.root());
    FTPClient ftp = new FTPClient();
    ftp.connect("127.0.0.1", service.port("ftp"));
    assertThat(ftp.login("uploader", "secret123")).isTrue();
    ftp.enterLocalPassiveMode();

    assertThat(ftp.deleteFile("kept.txt")).isFalse();
    assertThat(ftp.rename("kept.txt", "moved.txt")).isFalse();
    assertThat(ftp.makeDirectory("new")).isFalse();
    assertThat(ftp.removeDirectory("empty")).isFalse();
    assertThat(ftp.sendSiteCommand("CHMOD 600 kept.txt")).isFalse();
    assertThat(ftp.setModificationTime("kept.txt", "20200101000000")).isFalse();
    assertThat(ftp.appendFile("kept.txt", new ByteArrayInputStream(new byte[4]))).isFalse();
    assertThat(ftp.storeFile(".hidden", new ByteArrayInputStream(new byte[4]))).isFalse();
    assertThat(ftp.sendNoOp()).isTrue();
    ftp.disconnect();

    assertThat(TreeSnapshot.of(service.root())).isEqualTo(untouched);
  }

  @Test
  void stranger_getsNothing() {
    TreeSnapshot untouched = TreeSnapshot.of(service.root());
    for (String command :
        List.of(
            "STOR a.txt",
            "APPE a.txt",
            "STOU",
            "RETR kept.txt",
            "LIST",
            "NLST",
            "MLSD",
            "MLST kept.txt",
            "STAT kept.txt",
            "SIZE kept.txt",
            "MDTM kept.txt",
            "MD5 kept.txt",
            "PASV",
            "EPSV",
            "CWD full",
            "PWD",
            "REST 1",
            "ALLO 10",
            "DELE kept.txt",
            "MKD new")) {
      try (ScriptedFtpClient client = ScriptedFtpClient.connect(service.port("ftp"))) {
        assertThat(client.send(command).code()).as(command).isEqualTo(530);
        assertThat(client.send("USER uploader").code()).isEqualTo(331);
        assertThat(client.send(command).code()).as(command + " after USER").isEqualTo(530);
      }
    }
    assertThat(TreeSnapshot.of(service.root())).isEqualTo(untouched);
  }
}
