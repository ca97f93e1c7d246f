package dev.dropbell.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.hub.Hub;
import dev.dropbell.testing.NodeSocketIoClient;
import dev.dropbell.testing.RequiredProgram;
import dev.dropbell.testing.RunningService;
import dev.dropbell.testing.ScriptedFtpClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A file dropped over FTP rings its room: sent by clients that people use, heard by the official
 * socket.io-client; told once to each, with all that DESIGN 2.7 promises; and never rung for a file
 * that is not whole.
 */
class BellIT {

  private static RunningService service;

  @TempDir Path local;

  private final List<NodeSocketIoClient> clients = new ArrayList<>();

  @BeforeAll
  static void start(@TempDir Path root) {
    service = RunningService.start(root, "--dropbell.directories=cams,cams/front,doors");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @AfterEach
  void closeClients() {
    clients.forEach(NodeSocketIoClient::close);
  }

  @Test
  void curl_ringsWithEveryFieldOfTheEvent() throws Exception {
    NodeSocketIoClient browser = inRooms("uploads");
    byte[] bytes = randomBytes(48_213);
    long before = System.currentTimeMillis();

    curl(bytes, "/cams/front/a%20b.jpg");

    JsonNode event = browser.awaitEvent("file_uploaded");
    assertThat(event.propertyNames())
        .containsExactlyInAnyOrder(
            "filename",
            "size_bytes",
            "uploaded_at",
            "id",
            "cursor",
            "path",
            "directory",
            "sha256",
            "content_type",
            "user",
            "url",
            "replaced",
            "evidence");
    assertThat(event.path("filename").asString()).isEqualTo("a b.jpg");
    assertThat(event.path("size_bytes").isIntegralNumber()).isTrue();
    assertThat(event.path("size_bytes").asInt()).isEqualTo(48_213);
    assertThat(event.path("uploaded_at").isIntegralNumber()).isTrue();
    assertThat(event.path("uploaded_at").asLong()).isBetween(before, System.currentTimeMillis());
    assertThat(UUID.fromString(event.path("id").asString()).version()).isEqualTo(7);
    assertThat(event.path("cursor").asString())
        .isEqualTo(service.part(Hub.class).head().toString());
    assertThat(event.path("path").asString()).isEqualTo("/cams/front/a b.jpg");
    assertThat(event.path("directory").asString()).isEqualTo("/cams/front");
    assertThat(event.path("sha256").asString()).isEqualTo(sha256(bytes));
    assertThat(event.path("content_type").asString()).isEqualTo("image/jpeg");
    assertThat(event.path("user").asString()).isEqualTo("uploader");
    assertThat(event.path("url").asString()).isEqualTo("/files/cams/front/a%20b.jpg");
    assertThat(event.path("replaced").isBoolean()).isTrue();
    assertThat(event.path("replaced").asBoolean()).isFalse();
    assertThat(event.path("evidence").asString()).isEqualTo("control-alive");
    assertThat(service.root().resolve("cams/front/a b.jpg")).hasBinaryContent(bytes);
  }

  @Test
  void commonsNet_withAllo_ringsWithTheDeclaredSize() throws Exception {
    NodeSocketIoClient browser = inRooms("uploads");
    byte[] bytes = randomBytes(300_000);

    FTPClient ftp = new FTPClient();
    ftp.connect("127.0.0.1", service.port("ftp"));
    assertThat(ftp.login("uploader", "secret123")).isTrue();
    assertThat(ftp.setFileType(FTP.BINARY_FILE_TYPE)).isTrue();
    ftp.enterLocalPassiveMode();
    assertThat(ftp.allocate(bytes.length)).isTrue();
    assertThat(ftp.storeFile("declared.bin", new ByteArrayInputStream(bytes))).isTrue();
    assertThat(ftp.logout()).isTrue();
    ftp.disconnect();

    JsonNode event = browser.awaitEvent("file_uploaded");
    assertThat(event.path("path").asString()).isEqualTo("/declared.bin");
    assertThat(event.path("directory").asString()).isEqualTo("/");
    assertThat(event.path("size_bytes").asInt()).isEqualTo(bytes.length);
    assertThat(event.path("sha256").asString()).isEqualTo(sha256(bytes));
    assertThat(event.path("content_type").asString()).isEqualTo("application/octet-stream");
    assertThat(event.path("evidence").asString()).isEqualTo("declared-size");
    assertThat(browser.awaitEvent("upload_started").path("size").asInt()).isEqualTo(bytes.length);
  }

  @Test
  void secondUploadToAPath_saysThatItReplaced() throws Exception {
    NodeSocketIoClient browser = inRooms("uploads/doors");
    byte[] second = randomBytes(20);

    curl(randomBytes(10), "/doors/key.txt");
    curl(second, "/doors/key.txt");

    await().until(() -> browser.received("file_uploaded").size() >= 2);
    List<JsonNode> events = browser.received("file_uploaded");
    assertThat(events).extracting(e -> e.path("replaced").asBoolean()).containsExactly(false, true);
    assertThat(events).extracting(e -> e.path("id").asString()).doesNotHaveDuplicates();
    assertThat(service.root().resolve("doors/key.txt")).hasBinaryContent(second);
  }

  @Test
  void eachUpload_reachesEachClientInAnyOfItsRoomsOnce() throws Exception {
    NodeSocketIoClient all = inRooms("uploads");
    NodeSocketIoClient cams = inRooms("uploads/cams");
    NodeSocketIoClient both = inRooms("uploads", "uploads/cams", "uploads/cams/front");
    NodeSocketIoClient elsewhere = inRooms("uploads/doors", "cams", "uploads/cam");

    try (ScriptedFtpClient ftp = ScriptedFtpClient.logIn(service.port("ftp"))) {
      for (String path : List.of("/1.txt", "/cams/2.txt", "/cams/front/3.txt", "/doors/4.txt")) {
        assertThat(ftp.store("STOR " + path, new byte[5]).code()).isEqualTo(226);
      }
      assertThat(ftp.store("STOR /cams/last.txt", new byte[5]).code()).isEqualTo(226);
      assertThat(ftp.store("STOR /doors/last.txt", new byte[5]).code()).isEqualTo(226);
    }

    assertRung(
        all,
        "/1.txt",
        "/cams/2.txt",
        "/cams/front/3.txt",
        "/doors/4.txt",
        "/cams/last.txt",
        "/doors/last.txt");
    assertRung(
        both,
        "/1.txt",
        "/cams/2.txt",
        "/cams/front/3.txt",
        "/doors/4.txt",
        "/cams/last.txt",
        "/doors/last.txt");
    assertRung(cams, "/cams/2.txt", "/cams/front/3.txt", "/cams/last.txt");
    assertRung(elsewhere, "/doors/4.txt", "/doors/last.txt");
  }

  @Test
  void upload_isStartedAndThenUploadedUnderOneId() throws Exception {
    NodeSocketIoClient browser = inRooms("uploads");

    curl(randomBytes(10), "/one-id.txt");

    JsonNode uploaded = browser.awaitEvent("file_uploaded");
    JsonNode started = browser.awaitEvent("upload_started");
    assertThat(started.path("id")).isEqualTo(uploaded.path("id"));
    assertThat(started.path("path").asString()).isEqualTo("/one-id.txt");
    assertThat(started.path("user").asString()).isEqualTo("uploader");
    assertThat(started.path("bytes").asInt()).isZero();
    assertThat(started.has("size")).isFalse();
    assertThat(browser.receivedEvents())
        .containsSubsequence("upload_started", "file_uploaded")
        .doesNotContain("upload_failed");
  }

  @Test
  void abortedUpload_failsAndRingsNoBell() throws Exception {
    NodeSocketIoClient browser = inRooms("uploads");
    try (ScriptedFtpClient ftp = ScriptedFtpClient.logIn(service.port("ftp"));
        Socket data = ftp.openData()) {
      assertThat(ftp.send("STOR aborted.txt").code()).isEqualTo(150);
      data.getOutputStream().write(new byte[1000]);
      browser.awaitEvent("upload_started");

      ftp.write("ABOR\r\n");
      ftp.expect(426);
      ftp.expect(226);
      assertThat(ftp.send("NOOP").code()).isEqualTo(200);
    }

    JsonNode failed = browser.awaitEvent("upload_failed");
    assertThat(failed.path("path").asString()).isEqualTo("/aborted.txt");
    assertThat(failed.path("reason").asString()).isEqualTo("aborted");
    assertThat(failed.path("id")).isEqualTo(browser.awaitEvent("upload_started").path("id"));
    assertNotRung(browser, "aborted.txt");
  }

  @Test
  void killedClient_failsAndRingsNoBell() throws Exception {
    NodeSocketIoClient browser = inRooms("uploads");
    Process curl = startCurl(randomBytes(5_000_000), "/killed.bin", "--limit-rate", "500k");
    browser.awaitEvent("upload_started");

    curl.destroyForcibly();

    JsonNode failed = browser.awaitEvent("upload_failed");
    assertThat(failed.path("path").asString()).isEqualTo("/killed.bin");
    assertThat(failed.path("reason").asString()).isIn("control-lost", "connection-lost");
    assertNotRung(browser, "killed.bin");
  }

  /** What comes after has come, so what should not have come would be there too. */
  private void assertNotRung(NodeSocketIoClient browser, String name) throws Exception {
    curl(randomBytes(10), "/after-" + name);
    assertRung(browser, "/after-" + name);
    assertThat(service.root().resolve(name)).doesNotExist();
  }

  private static void assertRung(NodeSocketIoClient client, String... paths) {
    await().until(() -> client.received("file_uploaded").size() >= paths.length);
    assertThat(client.received("file_uploaded"))
        .extracting(e -> e.path("path").asString())
        .containsExactly(paths);
  }

  private NodeSocketIoClient inRooms(String... rooms) {
    NodeSocketIoClient client = NodeSocketIoClient.connect(service.port("socketio"));
    clients.add(client);
    for (String room : rooms) {
      client.join(room);
    }
    return client;
  }

  private void curl(byte[] bytes, String path) throws Exception {
    Process process = startCurl(bytes, path);
    String complaint = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(complaint).isZero();
  }

  private Process startCurl(byte[] bytes, String path, String... options) throws IOException {
    Path file = Files.write(local.resolve("sent"), bytes);
    List<String> command = new ArrayList<>();
    command.add(RequiredProgram.find("curl").toString());
    command.addAll(List.of("--silent", "--show-error", "--noproxy", "*", "--max-time", "60"));
    command.addAll(List.of(options));
    command.addAll(List.of("--upload-file", file.toString()));
    command.add("ftp://uploader:secret123@127.0.0.1:" + service.port("ftp") + path);
    return new ProcessBuilder(command).start();
  }

  /** Always the same, so that a failure can be repeated. */
  private static byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
