package dev.dropbell.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.testing.ScriptedFtpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What can be known of the image without an engine to build it: the layers of the Dockerfile, its
 * training run and its entry point, run as its user.
 */
class ImageIT {

  private static final Path DOCKERFILE = Chart.HOME.resolve("Dockerfile");

  @TempDir Path image;

  @Test
  void image_startsFromItsCacheAndTakesAnUpload() throws Exception {
    Path app = layers();
    run(app, trainingRun(app));
    PodProcess.publish(image);
    Path data = PodProcess.volume(image.resolve("data"));
    Path tmp = PodProcess.volume(image.resolve("tmp"));

    List<String> command = new ArrayList<>(entryPoint(app));
    command.addAll(
        1,
        // With it, a cache that cannot be used ends the start.
        List.of("-XX:AOTMode=on", "-Djava.io.tmpdir=" + tmp));
    try (PodProcess service =
        PodProcess.start(
            app,
            Map.of(
                "LC_ALL",
                "C.UTF-8",
                "JDK_JAVA_OPTIONS",
                jvmOptions(),
                "FTP_ROOT",
                data.resolve("files").toString()),
            command)) {
      assertThat(service.user()).isNotZero();
      try (ScriptedFtpClient ftp = ScriptedFtpClient.logIn(service.port("ftp"))) {
        assertThat(ftp.store("STOR café.txt", "hello".getBytes(UTF_8)).code()).isEqualTo(226);
      }
      assertThat(data.resolve("files/café.txt")).hasContent("hello");
      assertThat(service.output()).doesNotContain("WARNING:", "[warning]");
    }
  }

  @Test
  void dockerfile_runsAsTheUserOfTheChart() throws Exception {
    String dockerfile = Files.readString(DOCKERFILE);
    long user = Chart.render("default").pod().getSecurityContext().getRunAsUser();

    assertThat(dockerfile).contains("USER " + user + ":" + user, "LC_ALL=C.UTF-8");
    // No shell in between: signals reach the service.
    assertThat(dockerfile).containsPattern("ENTRYPOINT \\[\"java\"");
  }

  /** As the stages "layers" and "service" do, with the layers that they copy. */
  private Path layers() throws Exception {
    Path app = Files.createDirectories(image.resolve("app"));
    Path extracted = image.resolve("layers");
    run(
        image,
        PodProcess.java(),
        "-Djarmode=tools",
        "-jar",
        System.getProperty("dropbell.jar"),
        "extract",
        "--layers",
        "--destination",
        extracted.toString());
    List<String> copied =
        Pattern.compile("COPY --from=layers /layers/([-a-z]+)/")
            .matcher(Files.readString(DOCKERFILE))
            .results()
            .map(match -> match.group(1))
            .toList();
    try (Stream<Path> layers = Files.list(extracted)) {
      assertThat(layers.map(l -> l.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(copied);
    }
    for (String layer : copied) {
      copy(extracted.resolve(layer), app);
    }
    try (Stream<Path> jars = Files.list(app)) {
      Path jar = jars.filter(f -> f.toString().endsWith(".jar")).findFirst().orElseThrow();
      if (!jar.endsWith("app.jar")) {
        Files.move(jar, app.resolve("app.jar"));
      }
    }
    return app;
  }

  /** The command of the stage "trained". */
  private static String[] trainingRun(Path app) throws Exception {
    Matcher run =
        Pattern.compile("RUN FTP_ROOT=\\S+ java ((?:.|\\n)+?)\\n\\n")
            .matcher(Files.readString(DOCKERFILE));
    assertThat(run.find()).isTrue();
    String arguments = run.group(1).replace("\\\n", " ").replace("/app/", app + "/");
    return (PodProcess.java() + " " + arguments).split("\\s+", -1);
  }

  private static String jvmOptions() throws Exception {
    Matcher options =
        Pattern.compile("ENV JDK_JAVA_OPTIONS=\"(.*)\"").matcher(Files.readString(DOCKERFILE));
    assertThat(options.find()).isTrue();
    return options.group(1);
  }

  private static List<String> entryPoint(Path app) throws Exception {
    String line =
        Files.readAllLines(DOCKERFILE).stream()
            .filter(l -> l.startsWith("ENTRYPOINT "))
            .findFirst()
            .orElseThrow();
    List<String> command = new ArrayList<>();
    for (JsonNode word : JsonMapper.shared().readTree(line.substring("ENTRYPOINT ".length()))) {
      command.add(word.asString().replace("/app/", app + "/"));
    }
    command.set(0, PodProcess.java());
    return command;
  }

  private static void copy(Path from, Path to) throws Exception {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  private static void run(Path directory, String... command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("FTP_ROOT", directory.resolve("training").toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).as(output).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
  }
}
