package dev.dropbell.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.testing.AnyCertificate;
import dev.dropbell.testing.RecordingSubscriber;
import dev.dropbell.testing.RequiredProgram;
import dev.dropbell.testing.RunningService;
import dev.dropbell.testing.ScriptedFtpClient;
import dev.dropbell.testing.SelfSigned;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLSocket;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/**
 * FTP over explicit TLS (RFC 4217): with the clients that people use, with nothing in the clear
 * where it is required, and with a certificate that can be renewed.
 */
class FtpTlsIT {

  private static RunningService service;
  private static RunningService strict;
  private static RecordingSubscriber subscriber;
  private static SelfSigned certificate;

  @TempDir Path local;

  @BeforeAll
  static void start(@TempDir Path root, @TempDir Path strictRoot, @TempDir Path other) {
    certificate = SelfSigned.create(other.resolve("server.p12"), "first");
    service = start(root);
    strict = start(strictRoot, "--dropbell.ftp.ssl.required=true");
    subscriber = RecordingSubscriber.of(service);
  }

  private static RunningService start(Path root, String... more) {
    List<String> settings = new ArrayList<>(List.of(certificate.argumentsFor("ftp")));
    settings.addAll(List.of(more));
    return RunningService.start(root, settings.toArray(String[]::new));
  }

  @AfterAll
  static void stop() {
    service.close();
    strict.close();
  }

  @Test
  void curl_uploadsAndDownloads() throws Exception {
    byte[] bytes = randomBytes(700_000);
    Path file = Files.write(local.resolve("sent"), bytes);

    assertThat(curl(strict, "--upload-file", file.toString(), "/curl.bin")).isEmpty();
    Path back = local.resolve("back");
    assertThat(curl(strict, "--output", back.toString(), "/curl.bin")).isEmpty();

    assertThat(strict.root().resolve("curl.bin")).hasBinaryContent(bytes);
    assertThat(back).hasBinaryContent(bytes);
  }

  /** Unlike curl it takes session tickets, and insists on one that it was promised. */
  @Test
  void openssl_withTls12_getsIn() throws Exception {
    Process client =
        new ProcessBuilder(
                RequiredProgram.find("openssl").toString(),
                "s_client",
                "-connect",
                "127.0.0.1:" + strict.port("ftp"),
                "-starttls",
                "ftp",
                "-tls1_2",
                "-quiet")
            .redirectErrorStream(true)
            .start();
    try (OutputStream commands = client.getOutputStream()) {
      commands.write("QUIT\r\n".getBytes(UTF_8));
    }
    assertThat(client.getInputStream()).asString(UTF_8).contains("221 ");
  }

  @Test
  void curl_withTls12_uploads() throws Exception {
    byte[] bytes = randomBytes(70_000);
    Path file = Files.write(local.resolve("sent"), bytes);

    assertThat(curl(strict, "--tls-max", "1.2", "--upload-file", file.toString(), "/tls12.bin"))
        .isEmpty();

    assertThat(strict.root().resolve("tls12.bin")).hasBinaryContent(bytes);
  }

  @Test
  void lftp_uploadsAndDownloads() throws Exception {
    byte[] bytes = randomBytes(300_000);
    Path file = Files.write(local.resolve("sent"), bytes);
    Path back = local.resolve("back");

    Process lftp =
        new ProcessBuilder(
                RequiredProgram.find("lftp").toString(),
                "-u",
                "uploader,secret123",
                "-e",
                "set ssl:verify-certificate no; set ftp:ssl-force yes; set ftp:ssl-protect-data yes;"
                    + " set net:max-retries 1; put %s -o lftp.bin; get lftp.bin -o %s; quit"
                        .formatted(file, back),
                "ftp://127.0.0.1:" + strict.port("ftp"))
            .redirectErrorStream(true)
            .start();
    String said = new String(lftp.getInputStream().readAllBytes(), UTF_8);

    assertThat(lftp.waitFor()).as(said).isZero();
    assertThat(strict.root().resolve("lftp.bin")).hasBinaryContent(bytes);
    assertThat(back).hasBinaryContent(bytes);
  }

  @Test
  void commonsNet_uploadsSeveral_withTheCloseNotifyAsEvidence() throws Exception {
    FTPSClient ftp = new FTPSClient(certificate.trustingContext());
    ftp.connect("127.0.0.1", service.port("ftp"));
    assertThat(ftp.login("uploader", "secret123")).isTrue();
    ftp.execPBSZ(0);
    ftp.execPROT("P");
    ftp.setFileType(FTP.BINARY_FILE_TYPE);
    ftp.enterLocalPassiveMode();
    for (int n = 0; n < 5; n++) {
      byte[] bytes = randomBytes(n * 100_000);
      String name = "several-" + n;
      assertThat(ftp.storeFile(name, new ByteArrayInputStream(bytes))).isTrue();
      assertThat(service.root().resolve(name)).hasBinaryContent(bytes);
      assertThat(subscriber.awaitEnd("/" + name).data().path("evidence").asString())
          .isEqualTo("tls-close-notify");
      ByteArrayOutputStream back = new ByteArrayOutputStream();
      assertThat(ftp.retrieveFile(name, back)).isTrue();
      assertThat(back.toByteArray()).isEqualTo(bytes);
    }
    assertThat(ftp.logout()).isTrue();
    ftp.disconnect();
  }

  @Test
  void allo_isTheStrongerEvidence() throws Exception {
    try (ScriptedFtpClient ftp = loggedInByTls(service)) {
      ftp.send("ALLO 5");
      assertThat(storeByTls(ftp, "declared.txt", "12345".getBytes(UTF_8))).isEqualTo(226);
    }
    assertThat(subscriber.awaitEnd("/declared.txt").data().path("evidence").asString())
        .isEqualTo("declared-size");
  }

  @Test
  void required_refusesLoginInTheClear() {
    try (ScriptedFtpClient ftp = ScriptedFtpClient.connect(strict.port("ftp"))) {
      assertThat(ftp.send("USER uploader").code()).isEqualTo(530);
      assertThat(ftp.send("PASS secret123").code()).isEqualTo(530);
      assertThat(ftp.send("LIST").code()).isIn(530, 521);
    }
  }

  /** It went over the wire in the clear already; the log need not keep it. */
  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void passwordInTheClear_isRefusedAndNotLogged(CapturedOutput output) {
    try (ScriptedFtpClient ftp = ScriptedFtpClient.connect(strict.port("ftp"))) {
      assertThat(ftp.send("PASS hunter2-of-uploader").code()).isEqualTo(530);
      ftp.send("NOOP"); // what is logged of a command is logged before the next is answered
    }
    assertThat(output.getAll()).contains("command=PASS").doesNotContain("hunter2");
  }

  @Test
  void required_refusesTransfersInTheClear() throws Exception {
    try (ScriptedFtpClient ftp = loggedInByTls(strict)) {
      assertThat(ftp.send("PROT C").code()).isEqualTo(200);
      for (String command :
          List.of("STOR a.txt", "APPE a.txt", "STOU", "RETR a", "LIST", "NLST", "MLSD")) {
        ftp.extendedPassivePort();
        assertThat(ftp.send(command).code()).as(command).isEqualTo(521);
      }
      assertThat(ftp.send("PROT P").code()).isEqualTo(200);
      assertThat(storeByTls(ftp, "after.txt", new byte[10])).isEqualTo(226);
    }
    assertThat(strict.root().resolve("a.txt")).doesNotExist();
  }

  @Test
  void whatComesInTheClearBehindAuth_isNotExecuted() throws Exception {
    try (ScriptedFtpClient ftp = ScriptedFtpClient.connect(service.port("ftp"))) {
      ftp.write("AUTH TLS\r\nUSER injected\r\nSTAT injec");
      ftp.expect(234);
      try {
        ftp.secureNow(certificate.trustingContext());
      } catch (IOException refused) {
        // The clear text may as well be taken for a broken handshake.
        return;
      }
      // The first answer is to the first command by TLS, and no command is left in the line.
      assertThat(ftp.send("SYST").code()).isEqualTo(530);
      assertThat(ftp.send("USER uploader").code()).isEqualTo(331);
      assertThat(ftp.send("PASS secret123").code()).isEqualTo(230);
    }
  }

  @Test
  void plainTextAgainstPrivateData_isNoUpload() throws Exception {
    try (ScriptedFtpClient ftp = loggedInByTls(service);
        Socket data = ftp.openData()) {
      assertThat(ftp.send("STOR plain.txt").code()).isEqualTo(150);
      data.getOutputStream().write("this is no TLS".getBytes(UTF_8));
      data.shutdownOutput();
      ftp.expect(425);
      assertThat(ftp.send("NOOP").code()).isEqualTo(200);
    }
    assertThat(subscriber.awaitEnd("/plain.txt").reason()).isEqualTo("no-connection");
    assertThat(service.root().resolve("plain.txt")).doesNotExist();
  }

  @Test
  void renewedCertificate_isUsedByTheNextConnection(@TempDir Path root, @TempDir Path keys)
      throws Exception {
    SelfSigned renewed = SelfSigned.create(keys.resolve("server.p12"), "old");
    try (RunningService reloading = RunningService.start(root, renewed.argumentsFor("ftp"));
        ScriptedFtpClient before = ScriptedFtpClient.connect(reloading.port("ftp"))) {
      before.secure(AnyCertificate.context());
      assertThat(AnyCertificate.nameOf(before.tlsSession())).isEqualTo("CN=old");

      SelfSigned.create(keys.resolve("server.p12"), "new");

      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> {
            try (ScriptedFtpClient after = ScriptedFtpClient.connect(reloading.port("ftp"))) {
              after.secure(AnyCertificate.context());
              assertThat(AnyCertificate.nameOf(after.tlsSession())).isEqualTo("CN=new");
            }
          });
      assertThat(before.send("NOOP").code()).isIn(200, 530);
      try (ScriptedFtpClient after = loggedInByTls(reloading, renewed)) {
        assertThat(storeByTls(after, "renewed.txt", new byte[9], renewed)).isEqualTo(226);
      }
    }
  }

  private static ScriptedFtpClient loggedInByTls(RunningService at) {
    return loggedInByTls(at, certificate);
  }

  private static ScriptedFtpClient loggedInByTls(RunningService at, SelfSigned trusted) {
    ScriptedFtpClient ftp = ScriptedFtpClient.connect(at.port("ftp"));
    ftp.secure(trusted.trustingContext());
    ftp.send("USER uploader");
    assertThat(ftp.send("PASS secret123").code()).isEqualTo(230);
    assertThat(ftp.send("PBSZ 0").code()).isEqualTo(200);
    assertThat(ftp.send("PROT P").code()).isEqualTo(200);
    return ftp;
  }

  private static int storeByTls(ScriptedFtpClient ftp, String name, byte[] bytes)
      throws IOException {
    return storeByTls(ftp, name, bytes, certificate);
  }

  private static int storeByTls(
      ScriptedFtpClient ftp, String name, byte[] bytes, SelfSigned trusted) throws IOException {
    try (Socket data = ftp.openData()) {
      assertThat(ftp.send("STOR " + name).code()).isEqualTo(150);
      try (SSLSocket secured = ScriptedFtpClient.tls(trusted.trustingContext(), data)) {
        secured.getOutputStream().write(bytes);
      }
      return ftp.read().code();
    }
  }

  /** What it complained of; nothing when all went well. The last argument is the path. */
  private static String curl(RunningService at, String... args) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(RequiredProgram.find("curl").toString());
    command.addAll(
        List.of(
            "--silent", "--show-error", "--noproxy", "*", "--max-time", "60", "--ssl-reqd", "-k"));
    command.addAll(List.of(args).subList(0, args.length - 1));
    command.add("ftp://uploader:secret123@127.0.0.1:" + at.port("ftp") + args[args.length - 1]);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    int code = process.waitFor();
    return code == 0 ? said : code + " " + said;
  }

  private static byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }
}
