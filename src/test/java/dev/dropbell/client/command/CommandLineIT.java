package dev.dropbell.client.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.DropbellApplication;
import dev.dropbell.testing.RequiredProgram;
import dev.dropbell.testing.RunningService;
import dev.dropbell.testing.SelfSigned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command line as people start it: the main class in a process of its own. */
class CommandLineIT {

  private static RunningService service;
  private static SelfSigned certificate;

  @TempDir Path local;

  /**
   * What a command left behind.
   *
   * @param code its exit code
   */
  private record Ended(int code, String out, String err) {}

  @BeforeAll
  static void start(@TempDir Path root, @TempDir Path keys) {
    certificate = SelfSigned.create(keys.resolve("server.p12"), "dropbell");
    List<String> args = new ArrayList<>(List.of(certificate.argumentsFor("ftp")));
    args.add("--dropbell.directories=cams,site,site/sub");
    service = RunningService.start(root, args.toArray(String[]::new));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void put_sendsAndSaysSo() throws Exception {
    Path file = file("report.pdf", 48_213);

    Ended ended = dropbell("put", file.toString(), url("cams/"));

    assertThat(ended).isEqualTo(new Ended(0, "cams/report.pdf: 47.1 KiB, same SHA-256\n", ""));
    assertThat(service.root().resolve("cams/report.pdf")).hasSameBinaryContentAs(file);
  }

  @Test
  void put_recursively_keepsTheDirectorysName() throws Exception {
    Files.createDirectories(local.resolve("site/sub"));
    Files.writeString(local.resolve("site/a.txt"), "a");
    Files.writeString(local.resolve("site/sub/b.txt"), "b");

    Ended ended = dropbell("put", "-r", "--quiet", local.resolve("site").toString(), url(""));

    assertThat(ended).isEqualTo(new Ended(0, "", ""));
    assertThat(service.root().resolve("site/a.txt")).hasContent("a");
    assertThat(service.root().resolve("site/sub/b.txt")).hasContent("b");
  }

  @Test
  void put_whereSomeFail_isOne_andNamesThem() throws Exception {
    Ended ended =
        dropbell(
            "put", file("ok.bin", 10).toString(), file(".dot", 10).toString(), "missing", url(""));

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out()).contains("ok.bin: 10 B", "1 sent", "2 failed");
    assertThat(ended.err()).contains(".dot: failed: 553", "missing: failed: no such file");
  }

  @Test
  void standardInputAndOutput_carryAFile() throws Exception {
    Path file = file("in.bin", 300_000);
    Ended put =
        run(
            new ProcessBuilder(command("put", "-q", "-", url("piped.bin")))
                .redirectInput(file.toFile()));
    Path out = local.resolve("out.bin");
    Process get =
        environment(new ProcessBuilder(command("get", "-q", url("piped.bin"), "-")))
            .redirectOutput(out.toFile())
            .start();

    assertThat(put).isEqualTo(new Ended(0, "", ""));
    assertThat(get.waitFor()).isZero();
    assertThat(out).hasSameBinaryContentAs(file);
  }

  @Test
  void get_ofNothing_isOne_andLeavesNoFile() throws Exception {
    Ended ended = dropbell("get", url("nothing.bin"), local.resolve("x").toString());

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("nothing.bin: failed: 550");
    assertThat(local).isEmptyDirectory();
  }

  @Test
  void ls_listsForPeopleAndPrograms() throws Exception {
    dropbell("put", "-q", file("listed.txt", 2048).toString(), url("cams/"));

    assertThat(dropbell("ls", url("cams/")).out())
        .containsPattern("2\\.0 KiB  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d  listed\\.txt");
    JsonNode listing = JsonMapper.shared().readTree(dropbell("ls", "--json", url("cams/")).out());
    assertThat(listing.path("path").asString()).isEqualTo("/cams/");
    assertThat(listing.path("entries").findValuesAsString("name")).contains("listed.txt");
  }

  @Test
  void tls_isRefusedUntrusted_andUsedWhenTrusted() throws Exception {
    Path file = file("tls.bin", 100_000);
    String secure = url("tls.bin").replace("ftp:", "ftps:");
    Path pem = local.resolve("server.pem");
    keytool(pem);

    Ended untrusted = dropbell("put", file.toString(), secure);
    Ended trusted = dropbell("put", "--trust", pem.toString(), file.toString(), secure);
    Ended insecure = dropbell("put", "--insecure", file.toString(), secure);

    assertThat(untrusted.code()).isEqualTo(1);
    assertThat(untrusted.err()).contains("certificate is not trusted").doesNotContain("attempt");
    assertThat(trusted).isEqualTo(new Ended(0, "tls.bin: 97.7 KiB, same SHA-256\n", ""));
    assertThat(insecure.code()).isZero();
    assertThat(insecure.err()).contains("WARNING: --insecure");
    assertThat(service.root().resolve("tls.bin")).hasSameBinaryContentAs(file);
  }

  @Test
  void serverThatIsNotThere_isTriedAgain_andEachAttemptSaysWhyAndWhen() throws Exception {
    Ended ended =
        dropbell(
            "put",
            "--retries",
            "1",
            "--max-pause",
            "1",
            file("a", 1).toString(),
            "ftp://uploader@127.0.0.1:1/");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err())
        .containsPattern("a: cannot connect: .*; attempt 2 of 2 in \\d\\.\\d s")
        .contains("(after 2 attempts)");
  }

  @Test
  void password_isNowhereInTheOutput() throws Exception {
    String withPassword = url("secret.bin").replace("uploader@", "uploader:secret123@");
    Ended ended = dropbell("put", file("secret.bin", 10).toString(), withPassword);

    assertThat(ended.code()).isZero();
    assertThat(ended.err()).contains("warning: the password in the URL");
    assertThat(ended.out() + ended.err()).doesNotContain("secret123");
  }

  @Test
  void published_isHeardByTail_andTailRunsACommandForAnUpload() throws Exception {
    RequiredProgram.find("sh");
    Path log = local.resolve("tail.log");
    Process tail =
        environment(
                new ProcessBuilder(
                    command(
                        "tail",
                        "--messages",
                        "--json",
                        "--exec",
                        "echo \"ran for $EVENT_PATH\"",
                        "--url",
                        service.http("/").toString(),
                        "uploads",
                        "greetings")))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> publish("hello") && Files.readString(log).contains("\"data\":\"hello\""));
      dropbell("put", "-q", file("bell.bin", 10).toString(), url("cams/"));
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> Files.readString(log).contains("ran for /cams/bell.bin"));
    } finally {
      tail.destroy();
    }
  }

  private static boolean publish(String message) throws Exception {
    return dropbell("publish", "--url", service.http("/").toString(), "greetings", message).code()
        == 0;
  }

  private static void keytool(Path pem) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-exportcert",
                "-rfc",
                "-alias",
                "server",
                "-keystore",
                certificate.store().toString(),
                "-storepass",
                "changeit",
                "-file",
                pem.toString())
            .redirectErrorStream(true)
            .start();
    keytool.getInputStream().readAllBytes();
    assertThat(keytool.waitFor()).isZero();
  }

  private static String url(String path) {
    return "ftp://uploader@127.0.0.1:%d/%s".formatted(service.port("ftp"), path);
  }

  private Path file(String name, int size) throws IOException {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return Files.write(local.resolve(name), bytes);
  }

  private static Ended dropbell(String... args) throws Exception {
    return run(new ProcessBuilder(command(args)));
  }

  private static List<String> command(String... args) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                DropbellApplication.class.getName()));
    command.addAll(Arrays.asList(args));
    return command;
  }

  private static ProcessBuilder environment(ProcessBuilder builder) {
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("FTP_PASS", "secret123");
    builder.environment().remove("FTP_USER");
    return builder;
  }

  private static Ended run(ProcessBuilder builder) throws Exception {
    Path err = Files.createTempFile("dropbell", ".err");
    try {
      Process process = environment(builder).redirectError(err.toFile()).start();
      String out = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return new Ended(process.exitValue(), out, Files.readString(err));
    } finally {
      Files.delete(err);
    }
  }
}
