package dev.dropbell.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.testing.ScriptedFtpClient;
import dev.dropbell.testing.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * 226 means kept: the service is killed with SIGKILL at random moments, again and again, while
 * clients upload new files and replace old ones. Whatever was answered 226 is there and in the log
 * once; nothing is there that the log does not know or that was not wholly sent; and what was
 * interrupted can be resumed.
 *
 * <p>{@code -Ddropbell.seed} replays sizes and moments of a run, {@code
 * -Ddropbell.killed-server.rounds} sets the number of kills.
 */
class KilledServerIT {

  private static final @Nullable Integer WANTED_ROUNDS =
      Integer.getInteger("dropbell.killed-server.rounds");
  private static final int FEWEST_ROUNDS = 4;
  private static final int MOST_ROUNDS = 30;
  private static final long TIME_NANOS = Duration.ofSeconds(60).toNanos();
  private static final int CLIENTS = 4;
  private static final int LONGEST_ROUND_MILLIS = 1_500;
  private static final int LARGEST = 400_000;
  private static final int INTERRUPTED_SIZE = 5_000_000;
  private static final int RESUMABLE_FROM = 1024 * 1024;

  @TempDir Path root;

  @TempDir Path copies;

  /** The digest of everything that was answered 226, with its path. */
  private final Queue<Sent> acknowledged = new ConcurrentLinkedQueue<>();

  private int logged;

  private record Sent(String path, String sha256) {}

  @Test
  void whatWasAnswered226_survivesEveryKill() throws Exception {
    long seed = Long.getLong("dropbell.seed", System.nanoTime());
    System.out.println("KilledServerIT: replay with -Ddropbell.seed=" + seed);
    Random random = new Random(seed);
    long start = System.nanoTime();
    int round = 0;
    for (; goesOn(round, start); round++) {
      Interrupted interrupted;
      try (ServiceProcess service = start()) {
        checkAll("round " + round + ", after the restart", true);
        interrupted = uploadUntilKilled(service, round, random);
      }
      checkAll("round " + round + ", after the kill", false);
      try (ServiceProcess service = round % 4 == 0 ? start() : null) {
        if (service != null) {
          resume(service, interrupted);
        }
      }
    }
    try (ServiceProcess _ = start()) {
      checkAll("at the end", true);
    }
    System.out.println(
        "KilledServerIT: rounds=%d acknowledged=%d logged=%d"
            .formatted(round, acknowledged.size(), logged));
    assertThat(acknowledged).hasSizeGreaterThan(round * CLIENTS);
  }

  private static boolean goesOn(int round, long start) {
    if (WANTED_ROUNDS != null) {
      return round < WANTED_ROUNDS;
    }
    return round < FEWEST_ROUNDS || (round < MOST_ROUNDS && System.nanoTime() - start < TIME_NANOS);
  }

  private ServiceProcess start() throws Exception {
    return ServiceProcess.start(root, "--dropbell.directories=in");
  }

  // Uploading

  /**
   * An upload that was still going on.
   *
   * @param bytes at least so many of them had reached the server
   */
  private record Interrupted(String path, long seed, int bytes) {

    byte[] content() {
      byte[] content = new byte[INTERRUPTED_SIZE];
      new Random(seed).nextBytes(content);
      return content;
    }
  }

  private Interrupted uploadUntilKilled(ServiceProcess service, int round, Random random)
      throws Exception {
    List<Future<?>> uploading = new ArrayList<>();
    long moment = random.nextInt(LONGEST_ROUND_MILLIS);
    Interrupted interrupted =
        new Interrupted(
            "/in/interrupted-" + round,
            random.nextLong(),
            RESUMABLE_FROM + random.nextInt(INTERRUPTED_SIZE - RESUMABLE_FROM - 1));
    try (ExecutorService clients = Executors.newCachedThreadPool();
        ScriptedFtpClient ftp = ScriptedFtpClient.logIn(service.ftpPort());
        Socket data = ftp.openData()) {
      for (int client = 0; client < CLIENTS; client++) {
        long seed = random.nextLong();
        String name = round + "-" + client;
        uploading.add(clients.submit(() -> upload(service.ftpPort(), name, new Random(seed))));
      }
      assertThat(ftp.send("STOR " + interrupted.path()).code()).isEqualTo(150);
      data.getOutputStream().write(interrupted.content(), 0, interrupted.bytes());
      awaitSize(service, interrupted);
      service.killIn(Duration.ofMillis(moment));
      for (Future<?> one : uploading) {
        one.get();
      }
      return interrupted;
    }
  }

  private static void awaitSize(ServiceProcess service, Interrupted interrupted) {
    try (ScriptedFtpClient ftp = ScriptedFtpClient.logIn(service.ftpPort())) {
      await()
          .until(() ->
              ftp.send("SIZE " + interrupted.path()).text().equals("213 " + interrupted.bytes()));
    }
  }

  /** Small files and middle-sized ones, half of them in the place of others, until the end. */
  private void upload(int port, String name, Random random) {
    try (ScriptedFtpClient ftp = ScriptedFtpClient.logIn(port)) {
      for (int n = 0; ; n++) {
        String path =
            switch (random.nextInt(4)) {
              case 0 -> "/shared.bin";
              case 1 -> "/in/replaced-" + random.nextInt(3) + ".bin";
              default -> "/in/" + name + "-" + n + ".bin";
            };
        byte[] content = new byte[random.nextBoolean() ? 1_000 : 1 + random.nextInt(LARGEST)];
        random.nextBytes(content);
        if (ftp.store("STOR " + path, content).code() == 226) {
          acknowledged.add(new Sent(path, sha256(content)));
        }
      }
    } catch (UncheckedIOException killed) {
      // As it must come.
    }
  }

  private void resume(ServiceProcess service, Interrupted interrupted) throws IOException {
    try (ScriptedFtpClient ftp = ScriptedFtpClient.logIn(service.ftpPort())) {
      int size = Integer.parseInt(ftp.send("SIZE " + interrupted.path()).text().substring(4));
      assertThat(size).isGreaterThanOrEqualTo(interrupted.bytes());
      byte[] rest = new byte[INTERRUPTED_SIZE - size];
      byte[] content = interrupted.content();
      System.arraycopy(content, size, rest, 0, rest.length);
      ftp.send("REST " + size);
      assertThat(ftp.store("STOR " + interrupted.path(), rest).code()).isEqualTo(226);
      acknowledged.add(new Sent(interrupted.path(), sha256(content)));
      assertThat(root.resolve(interrupted.path().substring(1))).hasBinaryContent(content);
    }
  }

  // Checking

  /**
   * Holds the root against the log.
   *
   * @param recovered whether what is logged must be there; else it may still be in staging
   */
  private void checkAll(String when, boolean recovered) throws Exception {
    Map<String, String> files = files();
    List<Sent> log = log();
    logged = log.size();
    Map<Sent, Integer> times = new HashMap<>();
    Map<String, String> newest = new HashMap<>();
    for (Sent entry : log) {
      times.merge(entry, 1, Integer::sum);
      newest.put(entry.path(), entry.sha256());
    }
    for (Sent sent : acknowledged) {
      assertThat(times.get(sent)).as("%s: in the log: %s", when, sent).isEqualTo(1);
    }
    assertThat(times.keySet().stream().map(Sent::path))
        .as("%s: every file is in the log", when)
        .containsAll(files.keySet());
    if (recovered) {
      assertThat(files).as("%s: files as the log has them", when).isEqualTo(newest);
    } else {
      files.forEach((path, sha256) ->
          assertThat(times)
              .as("%s: no part of a file is seen", when)
              .containsKey(new Sent(path, sha256)));
    }
  }

  private Map<String, String> files() throws IOException {
    Map<String, String> files = new HashMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path file :
          paths
              .filter(Files::isRegularFile)
              .filter(p -> !p.startsWith(root.resolve(".dropbell")))
              .toList()) {
        files.put("/" + root.relativize(file), sha256(Files.readAllBytes(file)));
      }
    }
    return files;
  }

  /** What the log holds, from a copy, so that looking at it mends nothing. */
  private List<Sent> log() throws IOException, SQLException {
    List<Sent> entries = new ArrayList<>();
    Path directory = Files.createTempDirectory(copies, "log");
    for (String name : List.of("events.db", "events.db-wal")) {
      Path file = root.resolve(".dropbell").resolve(name);
      if (Files.exists(file)) {
        Files.copy(file, directory.resolve(name));
      }
    }
    if (!Files.exists(directory.resolve("events.db"))) {
      return entries;
    }
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("events.db"));
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT data FROM message WHERE type = 'file_uploaded' ORDER BY position")) {
      while (rows.next()) {
        JsonNode data = JsonMapper.shared().readTree(rows.getString(1));
        entries.add(new Sent(data.path("path").asString(), data.path("sha256").asString()));
      }
    }
    return entries;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
