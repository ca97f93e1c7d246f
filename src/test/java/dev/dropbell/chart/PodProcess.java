package dev.dropbell.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.testing.RequiredProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The service as a container would run it: nothing in its environment but what is given, a working
 * directory that it cannot write to, and a user that owns nothing but its volumes. Close it to end
 * it.
 */
final class PodProcess implements AutoCloseable {

  static final int USER = 10_001;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int STOP_SECONDS = 60;

  private final Process process;
  private final Queue<String> output = new ConcurrentLinkedQueue<>();

  private PodProcess(Process process) {
    this.process = process;
    Thread.ofVirtual().start(() -> read(process.inputReader(UTF_8)));
  }

  /**
   * Starts it and waits until it is ready.
   *
   * @param workingDirectory belongs to somebody else
   * @param environment all of it, but for the ports, which the system chooses
   */
  static PodProcess start(
      Path workingDirectory, Map<String, String> environment, List<String> command)
      throws IOException {
    List<String> whole = new ArrayList<>(asOrdinaryUser());
    whole.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(whole).directory(workingDirectory.toFile()).redirectErrorStream(true);
    Map<String, String> all = new HashMap<>(environment);
    all.put("SERVER_PORT", "0");
    all.put("MANAGEMENT_SERVER_PORT", "0");
    all.put("DROPBELL_FTP_PORT", "0");
    all.put("DROPBELL_FTP_PASSIVEPORTS", "0");
    all.put("DROPBELL_SOCKETIO_PORT", "0");
    all.put("DROPBELL_TCP_PORT", "0");
    builder.environment().clear();
    builder.environment().putAll(all);
    PodProcess pod = new PodProcess(builder.start());
    try {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> !pod.process.isAlive() || pod.isReady());
      assertThat(pod.process.isAlive()).as(pod.output()).isTrue();
      return pod;
    } catch (RuntimeException | Error e) {
      pod.close();
      throw new AssertionError("it is not ready:\n" + pod.output(), e);
    }
  }

  int httpPort() {
    return tomcatPorts().getFirst();
  }

  int managementPort() {
    return tomcatPorts().get(1);
  }

  /** The port of a listener by its name, as its log line tells. */
  int port(String listener) {
    Matcher line =
        Pattern.compile("listening: name=" + listener + " .*port=(\\d+)").matcher(output());
    assertThat(line.find()).as(output()).isTrue();
    return Integer.parseInt(line.group(1));
  }

  String output() {
    return String.join("\n", output);
  }

  /** The user that it runs as, by the kernel's word. */
  int user() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      String uid = lines.filter(l -> l.startsWith("Uid:")).findFirst().orElseThrow();
      return Integer.parseInt(uid.split("\\s+", -1)[1]);
    }
  }

  /** Stops it as the platform does, and waits for its end. */
  int stop() throws InterruptedException {
    process.toHandle().destroy(); // the process itself would close its output, too
    assertThat(process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)).as(output()).isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** Makes what is below a directory readable to all, and writable to nobody but its owner. */
  static void publish(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        Files.setPosixFilePermissions(
            file,
            PosixFilePermissions.fromString(Files.isDirectory(file) ? "rwxr-xr-x" : "rw-r--r--"));
      }
    }
  }

  /** A directory that belongs to the service's user, as a volume does by fsGroup. */
  static Path volume(Path directory) throws IOException {
    Files.createDirectories(directory);
    if (isRoot()) {
      Files.setAttribute(directory, "unix:uid", USER);
      Files.setAttribute(directory, "unix:gid", USER);
    }
    return directory;
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static List<String> asOrdinaryUser() {
    return isRoot()
        ? List.of(
            RequiredProgram.find("setpriv").toString(),
            "--reuid=" + USER,
            "--regid=" + USER,
            "--clear-groups",
            "--no-new-privs",
            "--bounding-set=-all",
            "--inh-caps=-all")
        : List.of();
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** That of the service, and when it has one that of the management. */
  private List<Integer> tomcatPorts() {
    return Pattern.compile("Tomcat started on port (\\d+)")
        .matcher(output())
        .results()
        .map(line -> Integer.valueOf(line.group(1)))
        .toList();
  }

  private boolean isReady() throws InterruptedException {
    if (tomcatPorts().size() < 2) {
      return false;
    }
    URI uri = URI.create("http://127.0.0.1:" + managementPort() + "/actuator/health/readiness");
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private void read(BufferedReader lines) {
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(line);
      }
    } catch (IOException | UncheckedIOException killed) {
      // It has ended.
    }
  }
}
