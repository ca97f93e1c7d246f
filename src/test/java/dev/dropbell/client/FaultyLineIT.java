package dev.dropbell.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.client.BreakingProxy.Fault;
import dev.dropbell.client.BreakingProxy.Kind;
import dev.dropbell.client.BreakingProxy.Line;
import dev.dropbell.client.DropbellClient.Put;
import dev.dropbell.hub.MessageType;
import dev.dropbell.testing.RecordingSubscriber;
import dev.dropbell.testing.RecordingSubscriber.Heard;
import dev.dropbell.testing.RunningService;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Uploads over a line that drops, stalls, resets and truncates at random points: each ends with the
 * right bytes there and one event, or with an error that says what happened and one event at most.
 * Replayed by {@code -Ddropbell.client-faults.seed}; {@code -Ddropbell.client-faults.rounds} says
 * how many.
 */
class FaultyLineIT {

  private static final int ROUNDS = Integer.getInteger("dropbell.client-faults.rounds", 20);
  private static final long SEED =
      Long.getLong("dropbell.client-faults.seed", System.currentTimeMillis());

  /** Of all connections. So that most uploads come through in the end, and some do not. */
  private static final double FAULTY = 0.4;

  private static final int LARGEST = 300_000;

  /** Files in a row, and how large they are at most. */
  private static final int ROW = 12;

  private static final int SMALL = 5_000;

  /** About what a whole upload has each way on the control connection. */
  private static final int CONTROL_BYTES = 500;

  /** The last for data only. */
  private static final List<Kind> KINDS = List.of(Kind.DROP, Kind.RESET, Kind.STALL, Kind.TRUNCATE);

  private static RunningService service;
  private static RecordingSubscriber bell;

  @TempDir Path local;

  @BeforeAll
  static void start(@TempDir Path root) {
    service = RunningService.start(root);
    bell = RecordingSubscriber.of(service);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void uploads_endWithTheRightDigestAndOneEvent_orWithAnErrorThatSaysWhy() throws Exception {
    System.out.println("FaultyLineIT: seed=" + SEED + " rounds=" + ROUNDS);
    Random random = new Random(SEED);
    int sent = 0;
    for (int round = 0; round < ROUNDS; round++) {
      sent += round(round, new Random(random.nextLong())) ? 1 : 0;
    }
    System.out.println("FaultyLineIT: %d of %d uploads came through".formatted(sent, ROUNDS));
    assertThat(sent).as("uploads that came through; seed " + SEED).isGreaterThan(ROUNDS / 2);
  }

  private boolean round(int number, Random random) throws Exception {
    String name = "round-%d.bin".formatted(number);
    byte[] bytes = new byte[random.nextInt(LARGEST)];
    random.nextBytes(bytes);
    Path file = Files.write(local.resolve(name), bytes);
    String context = "%s, seed %d".formatted(name, SEED);
    try (BreakingProxy proxy =
            new BreakingProxy(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), service.port("ftp")),
                line -> fault(line, bytes.length, random));
        DropbellClient client = new DropbellClient(settings(proxy.port()), TransferListener.NONE)) {
      Receipt receipt = client.put(file, name);
      assertThat(receipt.sizeBytes()).as(context).isEqualTo(bytes.length);
      assertOneEvent(name, bytes, receipt.sha256(), context);
      return true;
    } catch (TransferException e) {
      System.out.println("FaultyLineIT: " + name + ": " + e.message());
      assertThat(e).as(context).hasMessageMatching("\\S.+");
      assertThat(e.retryable()).as(context + ": " + e).isTrue();
      assertThat(heard(name).size()).as(context).isLessThanOrEqualTo(1);
      return false;
    }
  }

  @Test
  void filesInARow_eachBegunWhileTheOneBeforeIsVerified_doSoToo() throws Exception {
    System.out.println("FaultyLineIT: rows, seed=" + SEED);
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS / 10; round++) {
      row("row-%d-".formatted(round), new Random(random.nextLong()));
    }
  }

  private void row(String prefix, Random random) throws Exception {
    Map<String, byte[]> files = new LinkedHashMap<>();
    List<Put> puts = new ArrayList<>();
    for (int i = 0; i < ROW; i++) {
      byte[] bytes = new byte[random.nextInt(SMALL)];
      random.nextBytes(bytes);
      files.put(prefix + i, bytes);
      puts.add(new Put(Files.write(local.resolve(prefix + i), bytes), prefix + i));
    }
    Outcomes outcomes = new Outcomes();
    try (BreakingProxy proxy =
            new BreakingProxy(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), service.port("ftp")),
                line -> fault(line, SMALL, random));
        DropbellClient client = new DropbellClient(settings(proxy.port()), outcomes)) {
      assertThat(client.putAll(puts)).isEqualTo(outcomes.failed.size());
    }
    String context = prefix + ", seed " + SEED;
    assertThat(outcomes.receipts.size() + outcomes.failed.size()).as(context).isEqualTo(ROW);
    for (Receipt receipt : outcomes.receipts) {
      byte[] bytes = files.getOrDefault(receipt.name(), new byte[0]);
      assertOneEvent(receipt.name(), bytes, receipt.sha256(), context + " " + receipt.name());
    }
    for (String name : outcomes.failed) {
      assertThat(heard(name).size()).as(context + " " + name).isLessThanOrEqualTo(1);
    }
  }

  private static final class Outcomes implements TransferListener {

    private final Queue<Receipt> receipts = new ConcurrentLinkedQueue<>();
    private final Queue<String> failed = new ConcurrentLinkedQueue<>();

    @Override
    public void completed(Receipt receipt) {
      receipts.add(receipt);
    }

    @Override
    public void failed(String name, TransferException why) {
      failed.add(name);
    }
  }

  private static void assertOneEvent(String name, byte[] bytes, String sha256, String context) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(heard(name)).as(context).isNotEmpty());
    assertThat(heard(name)).as(context).hasSize(1);
    assertThat(heard(name).getFirst().data().path("sha256").asString())
        .as(context)
        .isEqualTo(sha256);
    assertThat(service.root().resolve(name)).as(context).hasBinaryContent(bytes);
  }

  private static List<Heard> heard(String name) {
    return bell.heard(MessageType.FILE_UPLOADED, "/" + name);
  }

  /** One at a time asks: the connections of a round come from several threads. */
  private static synchronized @Nullable Fault fault(Line line, int size, Random random) {
    if (random.nextDouble() >= FAULTY) {
      return null;
    }
    boolean data = line == Line.DATA;
    Kind kind = KINDS.get(random.nextInt(data ? KINDS.size() : KINDS.size() - 1));
    long after = 1L + random.nextInt(data ? Math.max(1, size) : CONTROL_BYTES);
    return new Fault(kind, after, data || random.nextBoolean());
  }

  private static Settings settings(int port) {
    return new Settings(
        new Server("127.0.0.1", port, "uploader", "secret123", Tls.OFF),
        new Retries(8, Duration.ofMillis(20), Duration.ofMillis(100)),
        Duration.ofMillis(800),
        2,
        false);
  }
}
