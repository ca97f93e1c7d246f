package dev.dropbell.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dropbell.DropbellApplication;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The whole service in a process of its own, so that it can be killed. Close it to end it. */
public final class ServiceProcess implements AutoCloseable {

  private static final Pattern LISTENING =
      Pattern.compile("listening: name=(\\w+) .*port=(\\d+)|Tomcat started on port (\\d+)");
  private static final int START_SECONDS = 60;

  private final Process process;
  private final Map<String, CompletableFuture<Integer>> ports = new ConcurrentHashMap<>();
  private final Queue<String> output = new ConcurrentLinkedQueue<>();

  private ServiceProcess(Process process) {
    this.process = process;
    Thread.ofVirtual().start(() -> read(process.inputReader(UTF_8)));
  }

  /**
   * Starts it with these arguments besides or instead of those that have the system choose every
   * port, and waits until FTP clients may come.
   */
  public static ServiceProcess start(Path root, String... args) throws Exception {
    return start(List.of(), root, args);
  }

  /** The same, with options for its JVM. */
  public static ServiceProcess start(List<String> options, Path root, String... args)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                DropbellApplication.class.getName(),
                "--server.port=0",
                "--dropbell.socketio.port=0",
                "--dropbell.tcp.port=0",
                "--dropbell.ftp.port=0",
                "--dropbell.ftp.passive-ports=0",
                "--dropbell.root=" + root));
    command.addAll(1, options);
    for (String arg : args) {
      String key = arg.substring(0, arg.indexOf('=') + 1);
      command.removeIf(chosen -> chosen.startsWith(key));
      command.add(arg);
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    ServiceProcess service = new ServiceProcess(builder.start());
    try {
      service.bound("ftp").get(START_SECONDS, TimeUnit.SECONDS);
      return service;
    } catch (Exception e) {
      service.close();
      throw new AssertionError("the service did not start:\n" + service.output(), e);
    }
  }

  /** Where FTP clients connect to. */
  public int ftpPort() {
    return port("ftp");
  }

  /** The port of a listener by its name, or that of {@code http}; waits until it is bound. */
  public int port(String name) {
    return bound(name).orTimeout(START_SECONDS, TimeUnit.SECONDS).join();
  }

  private CompletableFuture<Integer> bound(String name) {
    return ports.computeIfAbsent(name, _ -> new CompletableFuture<>());
  }

  /** What it has printed so far. */
  public String output() {
    return String.join("\n", output);
  }

  /** Tells it to go down, as {@code kill} does. */
  public void terminate() {
    // Not process.destroy(), which stops listening to what it says, too.
    process.toHandle().destroy();
  }

  /** Waits until it has gone down by itself, and tells its exit code. */
  public int awaitEnd(Duration atMost) throws InterruptedException {
    if (!process.waitFor(atMost)) {
      throw new AssertionError("it still runs:\n" + output());
    }
    return process.exitValue();
  }

  /** Ends it as {@code kill -9} does, and waits until it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** The same at a moment to come. */
  public void killIn(Duration delay) throws InterruptedException {
    CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)
        .execute(process::destroyForcibly);
    process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void read(BufferedReader lines) {
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(line);
        Matcher listening = LISTENING.matcher(line);
        if (listening.find()) {
          boolean http = listening.group(1) == null;
          bound(http ? "http" : listening.group(1))
              .complete(Integer.valueOf(listening.group(http ? 3 : 2)));
        }
      }
      bound("ftp").completeExceptionally(new IOException("it ended"));
    } catch (IOException killed) {
      bound("ftp").completeExceptionally(killed);
    }
  }
}
