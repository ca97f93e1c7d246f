package dev.dropbell.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.testing.RecordingSubscriber;
import dev.dropbell.testing.RequiredProgram;
import dev.dropbell.testing.RunningService;
import dev.dropbell.testing.ScriptedFtpClient;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An interrupted upload is gone on with by the clients that people use, before and after a restart,
 * and only by its user.
 */
class ResumeIT {

  private static final int SIZE = 3_000_000;
  private static final int ARRIVED = 1_234_567;
  private static final byte[] FILE = randomBytes();

  @TempDir Path root;

  @TempDir Path local;

  private RunningService service;

  @BeforeEach
  void start() {
    service =
        RunningService.start(
            root,
            "--dropbell.ftp.users[0].name=other",
            "--dropbell.ftp.users[0].password=other-secret");
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void lftp_putContinues() throws Exception {
    interrupt("lftp.bin");
    Path file = Files.write(local.resolve("lftp.bin"), FILE);

    lftp("put -c " + file);

    assertThat(root.resolve("lftp.bin")).hasBinaryContent(FILE);
  }

  @Test
  void lftp_putContinues_afterARestart() throws Exception {
    interrupt("lftp.bin");
    restart();
    Path file = Files.write(local.resolve("lftp.bin"), FILE);

    lftp("put -c " + file);

    assertThat(root.resolve("lftp.bin")).hasBinaryContent(FILE);
  }

  @Test
  void lftp_regetContinuesADownload() throws Exception {
    try (ScriptedFtpClient ftp = client()) {
      assertThat(ftp.store("STOR whole.bin", FILE).code()).isEqualTo(226);
    }
    Path part = Files.write(local.resolve("part"), Arrays.copyOf(FILE, ARRIVED));

    lftp("reget whole.bin -o " + part);

    assertThat(part).hasBinaryContent(FILE);
  }

  @Test
  void curl_continues() throws Exception {
    interrupt("curl.bin");

    curl("curl.bin");

    assertThat(root.resolve("curl.bin")).hasBinaryContent(FILE);
  }

  @Test
  void curl_continues_afterARestart() throws Exception {
    interrupt("curl.bin");
    restart();

    curl("curl.bin");

    assertThat(root.resolve("curl.bin")).hasBinaryContent(FILE);
  }

  @Test
  void commonsNet_continues_alsoAfterARestart() throws Exception {
    interrupt("commons.bin");
    restart();
    FTPClient ftp = new FTPClient();
    ftp.connect("127.0.0.1", service.port("ftp"));
    assertThat(ftp.login("uploader", "secret123")).isTrue();
    ftp.setFileType(FTP.BINARY_FILE_TYPE);
    ftp.enterLocalPassiveMode();

    long size = Long.parseLong(ftp.getSize("commons.bin"));
    ftp.setRestartOffset(size);
    ByteArrayInputStream rest = new ByteArrayInputStream(FILE, (int) size, SIZE - (int) size);
    assertThat(ftp.storeFile("commons.bin", rest)).as(ftp.getReplyString()).isTrue();

    assertThat(size).isEqualTo(ARRIVED);
    assertThat(root.resolve("commons.bin")).hasBinaryContent(FILE);
    ByteArrayOutputStream tail = new ByteArrayOutputStream();
    ftp.setRestartOffset(ARRIVED);
    assertThat(ftp.retrieveFile("commons.bin", tail)).isTrue();
    assertThat(tail.toByteArray()).isEqualTo(Arrays.copyOfRange(FILE, ARRIVED, SIZE));
    ftp.disconnect();
  }

  @Test
  void severalInterruptions_endInTheRightDigest() throws Exception {
    RecordingSubscriber subscriber = RecordingSubscriber.of(service);
    for (int part = 0; part < 5; part++) {
      try (ScriptedFtpClient ftp = client();
          Socket data = ftp.openData()) {
        assertThat(ftp.send("APPE several.bin").code()).isEqualTo(150);
        data.getOutputStream().write(FILE, part * 100_000, 100_000);
        awaitSize("several.bin", (part + 1) * 100_000);
      }
    }
    awaitSize("several.bin", 500_000);
    await().until(() -> subscriber.ends("/several.bin").size() == 5);
    try (ScriptedFtpClient ftp = client()) {
      assertThat(ftp.send("REST 450000").code()).isEqualTo(350);
      byte[] rest = Arrays.copyOfRange(FILE, 450_000, SIZE);
      assertThat(ftp.store("STOR several.bin", rest).code()).isEqualTo(226);
      assertThat(root.resolve("several.bin")).hasBinaryContent(FILE);
      String sha256 = subscriber.ends("/several.bin").getLast().data().path("sha256").asString();
      assertThat(ftp.send("HASH several.bin").text()).contains(sha256);
    }
  }

  @Test
  void anotherUser_seesNothingOfIt() throws Exception {
    interrupt("mine.bin");
    try (ScriptedFtpClient other =
        ScriptedFtpClient.logIn(service.port("ftp"), "other", "other-secret")) {
      assertThat(other.send("SIZE mine.bin").code()).isEqualTo(550);
      assertThat(other.send("MLST mine.bin").code()).isEqualTo(550);
      assertThat(other.send("HASH mine.bin").code()).isEqualTo(550);
      assertThat(other.fetchText("LIST")).doesNotContain("mine");
      assertThat(other.fetchText("MLSD")).doesNotContain("mine");
      assertThat(other.fetchText("NLST")).doesNotContain("mine");
      assertThat(other.send("REST 10").code()).isEqualTo(350);
      assertThat(other.store("STOR mine.bin", new byte[10]).code()).isEqualTo(554);
    }
    try (ScriptedFtpClient mine = client()) {
      assertThat(mine.send("SIZE mine.bin").text()).isEqualTo("213 " + ARRIVED);
      assertThat(mine.fetchText("LIST")).doesNotContain("mine");
    }
  }

  @Test
  void size_growsWhileItArrives() throws Exception {
    try (ScriptedFtpClient ftp = client();
        Socket data = ftp.openData()) {
      assertThat(ftp.send("STOR growing.bin").code()).isEqualTo(150);
      int sent = 0;
      for (int count : new int[] {1, 99, 65_436, 1, 300_000, 1_000_000, 17}) {
        data.getOutputStream().write(FILE, sent, count);
        sent += count;
        awaitSize("growing.bin", sent);
      }
    }
  }

  @Test
  void resume_takesOverFromAConnectionThatHangs() throws Exception {
    RecordingSubscriber subscriber = RecordingSubscriber.of(service);
    try (ScriptedFtpClient hanging = client();
        Socket data = hanging.openData();
        ScriptedFtpClient next = client()) {
      assertThat(hanging.send("STOR hanging.bin").code()).isEqualTo(150);
      data.getOutputStream().write(FILE, 0, ARRIVED);
      awaitSize("hanging.bin", ARRIVED);

      assertThat(next.send("REST " + ARRIVED).code()).isEqualTo(350);
      byte[] rest = Arrays.copyOfRange(FILE, ARRIVED, SIZE);
      assertThat(next.store("STOR hanging.bin", rest).code()).isEqualTo(226);

      hanging.expect(426);
      assertThat(subscriber.ends("/hanging.bin").getFirst().reason()).isEqualTo("superseded");
    }
    assertThat(root.resolve("hanging.bin")).hasBinaryContent(FILE);
  }

  /** Its tail alone must not take the place of the whole file. */
  @Test
  void appendToAnUploadThatIsJustCompleting_neverLosesTheBeginning() throws Exception {
    for (int n = 0; n < 50; n++) {
      String name = "race-" + n + ".bin";
      try (ScriptedFtpClient first = client();
          ScriptedFtpClient second = client();
          Socket data = second.openData()) {
        try (Socket all = first.openData()) {
          assertThat(first.send("STOR " + name).code()).isEqualTo(150);
          all.getOutputStream().write(FILE, 0, 50_000);
          awaitSize(name, 50_000);
        }
        int code = second.send("APPE " + name).code();
        if (code == 150) {
          data.getOutputStream().write(FILE, 50_000, 1_000);
          data.shutdownOutput();
          assertThat(second.read().code()).isEqualTo(226);
        }
        first.read();
        byte[] stored = Files.readAllBytes(root.resolve(name));
        assertThat(stored).as("round %d", n).isEqualTo(Arrays.copyOf(FILE, stored.length));
        assertThat(stored.length).isIn(50_000, 51_000);
      }
    }
  }

  // How it comes to be interrupted

  private void interrupt(String name) throws IOException {
    RecordingSubscriber subscriber = RecordingSubscriber.of(service);
    try (ScriptedFtpClient ftp = client();
        Socket data = ftp.openData()) {
      assertThat(ftp.send("STOR " + name).code()).isEqualTo(150);
      data.getOutputStream().write(FILE, 0, ARRIVED);
      awaitSize(name, ARRIVED);
      ftp.reset();
      subscriber.awaitEnd("/" + name);
    }
    assertThat(root.resolve(name)).doesNotExist();
  }

  private void restart() {
    service.close();
    start();
  }

  private ScriptedFtpClient client() {
    return ScriptedFtpClient.logIn(service.port("ftp"));
  }

  private void awaitSize(String name, int bytes) {
    try (ScriptedFtpClient ftp = client()) {
      await()
          .pollInterval(Duration.ofMillis(2))
          .until(() -> ftp.send("SIZE " + name).text().equals("213 " + bytes));
    }
  }

  // Clients

  private void lftp(String commands) throws Exception {
    run(
        RequiredProgram.find("lftp").toString(),
        "-u",
        "uploader,secret123",
        "-e",
        "set net:max-retries 1; set ftp:ssl-allow no; " + commands + "; quit",
        "ftp://127.0.0.1:" + service.port("ftp"));
  }

  private void curl(String name) throws Exception {
    Path file = Files.write(local.resolve(name), FILE);
    List<String> command = new ArrayList<>();
    command.add(RequiredProgram.find("curl").toString());
    command.addAll(List.of("--silent", "--show-error", "--noproxy", "*", "--max-time", "60"));
    command.addAll(List.of("-C", "-", "--upload-file", file.toString()));
    command.add("ftp://uploader:secret123@127.0.0.1:" + service.port("ftp") + "/" + name);
    run(command.toArray(String[]::new));
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private static byte[] randomBytes() {
    byte[] bytes = new byte[SIZE];
    new Random(SIZE).nextBytes(bytes);
    return bytes;
  }
}
