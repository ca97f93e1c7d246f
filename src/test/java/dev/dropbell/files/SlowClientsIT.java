package dev.dropbell.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.testing.RunningService;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that take their time cost no thread, end in time, and leave the others served. */
@Timeout(120)
class SlowClientsIT {

  private static final int SLOW = 2_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path root;

  private final List<RawHttp> clients = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (RawHttp client : clients) {
      client.close();
    }
  }

  private RunningService start(String... settings) throws IOException {
    Files.writeString(root.resolve("a.txt"), "content");
    try (RandomAccessFile large = new RandomAccessFile(root.resolve("large.bin").toFile(), "rw")) {
      large.setLength(1L << 30);
    }
    return RunningService.start(root, settings);
  }

  private RawHttp connect(RunningService service) throws IOException {
    RawHttp client = new RawHttp(service);
    clients.add(client);
    return client;
  }

  @Test
  void manyHalfRequests_costNoThread_andOthersAreAnswered() throws Exception {
    try (RunningService service = start()) {
      assertServed(service);
      int before = Thread.getAllStackTraces().size();
      for (int n = 0; n < SLOW; n++) {
        connect(service).send("G");
      }
      for (int round = 0; round < 3; round++) {
        for (RawHttp client : clients) {
          client.send("E");
        }
        assertServed(service);
      }
      assertThat(Thread.getAllStackTraces().size() - before).isLessThan(20);
    }
  }

  @Test
  void header_mustBeWhole_whateverComesMeanwhile() throws Exception {
    try (RunningService service = start("--dropbell.http.header-timeout=1s")) {
      for (String drip : new String[] {"G", "\r\n", "GET / HTTP/1.1\r\nHost: h\r\nX: "}) {
        RawHttp slow = connect(service);
        drip(slow, drip);
      }
      RawHttp silent = connect(service);
      assertThat(silent.ended()).isTrue();

      RawHttp second = connect(service);
      second.request("GET", "/files/a.txt");
      assertThat(second.answer(false).text()).isEqualTo("content");
      drip(second, "GET");
      assertServed(service);
    }
  }

  private static void drip(RawHttp client, String text) throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    Thread reader =
        Thread.ofVirtual()
            .start(() -> {
              try {
                ended.set(client.ended());
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> {
          if (!ended.get()) {
            sendIfOpen(client, text);
          }
          return ended.get();
        });
    reader.join();
  }

  private static void sendIfOpen(RawHttp client, String text) {
    try {
      client.send(text);
    } catch (IOException closed) {
      // As it is to be.
    }
  }

  @Test
  void idleConnection_staysBetweenRequests() throws Exception {
    try (RunningService service = start("--dropbell.http.header-timeout=1s")) {
      RawHttp idle = connect(service);
      idle.request("GET", "/files/a.txt");
      assertThat(idle.answer(false).text()).isEqualTo("content");
      RawHttp late = connect(service);
      assertThat(late.ended()).isTrue(); // more than a second has gone by

      idle.request("GET", "/files/a.txt");
      assertThat(idle.answer(false).text()).isEqualTo("content");
    }
  }

  @Test
  void body_mustCome() throws Exception {
    try (RunningService service =
        start("--dropbell.http.body-timeout=1s", "--dropbell.http.header-timeout=60s")) {
      RawHttp slow = connect(service);
      slow.request("POST", "/publish", "Content-Type: application/json", "Content-Length: 1000000");
      drip(slow, " ");
      assertServed(service);
    }
  }

  @Test
  void answer_mustBeTaken() throws Exception {
    try (RunningService service = start("--dropbell.http.write-timeout=1s")) {
      RawHttp still = connect(service);
      still.request("GET", "/files/large.bin");
      assertThat(still.head()).startsWith("HTTP/1.1 200 ");
      await().atMost(PATIENCE).until(() -> openFiles(root.resolve("large.bin")) == 0);
      assertThat(still.ended()).isTrue();
      assertServed(service);
    }
  }

  @Test
  void slowReader_thatKeepsTheRate_isNotCutOff() throws Exception {
    try (RunningService service =
        start("--dropbell.http.write-timeout=2s", "--dropbell.http.min-rate=1KB")) {
      RawHttp slow = connect(service);
      slow.request("GET", "/files/large.bin", "Range: bytes=0-20000000");
      assertThat(slow.head()).startsWith("HTTP/1.1 206 ");
      long[] read = {0};
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(200))
          .until(() -> {
            for (int n = 0; n < 10 && read[0] < 20_000_001; n++) {
              read[0] += slow.read(50_000);
            }
            return read[0] >= 20_000_001;
          });
      assertThat(read[0]).isEqualTo(20_000_001);
    }
  }

  /** How often this process has it open, as the kernel tells. */
  private static long openFiles(Path file) throws IOException {
    try (var open = Files.list(Path.of("/proc/self/fd"))) {
      return open.filter(descriptor -> leadsTo(descriptor, file)).count();
    }
  }

  private static boolean leadsTo(Path descriptor, Path file) {
    try {
      return Files.readSymbolicLink(descriptor).equals(file.toRealPath());
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  private static void assertServed(RunningService service) throws IOException {
    assertThat(RawHttp.get(service, "/files/a.txt").text()).isEqualTo("content");
  }
}
