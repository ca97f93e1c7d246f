package dev.dropbell.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dropbell.client.BreakingProxy.Fault;
import dev.dropbell.client.BreakingProxy.Kind;
import dev.dropbell.client.BreakingProxy.Line;
import dev.dropbell.client.DropbellClient.Put;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the client does with every server that people use. Each server is a subclass. */
abstract class FtpServerContract {

  private static final int LARGE = 3_000_000;

  @TempDir Path local;

  /** Where it listens, and who may log in. */
  abstract Server server();

  /** Where its files lie. */
  abstract Path root();

  @Test
  void file_arrivesAsItIs_andIsReplaced() throws Exception {
    byte[] second = random(LARGE);
    try (DropbellClient client = client(server())) {
      client.put(file("a b.bin", random(100)), "a b.bin");
      Receipt receipt = client.put(file("a b.bin", second), "a b.bin");

      assertThat(receipt.sizeBytes()).isEqualTo(LARGE);
      assertThat(receipt.proof()).isNotEqualTo(Receipt.Proof.REPLY);
    }
    assertThat(root().resolve("a b.bin")).hasBinaryContent(second);
  }

  @Test
  void emptyFile_andNameInUtf8_arrive() throws Exception {
    try (DropbellClient client = client(server())) {
      client.put(file("leer.txt", new byte[0]), "Grüße 漢字.txt");
    }
    assertThat(root().resolve("Grüße 漢字.txt")).isEmptyFile();
  }

  @Test
  void manyFiles_arriveOverSeveralConnections() throws Exception {
    List<Put> files = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      files.add(new Put(file("many-" + i, random(i)), "many-" + i));
    }
    try (DropbellClient client = client(server())) {
      assertThat(client.putAll(files)).isZero();
    }
    for (Put put : files) {
      assertThat(root().resolve(put.path())).hasSameBinaryContentAs(put.file());
    }
  }

  @Test
  void pipe_arrives() throws Exception {
    byte[] bytes = random(LARGE);
    try (DropbellClient client = client(server())) {
      client.put(new ByteArrayInputStream(bytes), "pipe.bin");
    }
    assertThat(root().resolve("pipe.bin")).hasBinaryContent(bytes);
  }

  @Test
  void download_isTheFile() throws Exception {
    byte[] bytes = random(LARGE);
    try (DropbellClient client = client(server())) {
      client.put(file("there.bin", bytes), "there.bin");
      Path here = local.resolve("here.bin");
      ByteArrayOutputStream pipe = new ByteArrayOutputStream();

      client.get("there.bin", here);
      client.get("there.bin", pipe);

      assertThat(here).hasBinaryContent(bytes);
      assertThat(pipe.toByteArray()).isEqualTo(bytes);
      assertThat(local.resolve("here.bin.part")).doesNotExist();
    }
  }

  @Test
  void missingFile_isAnErrorAtOnce_andTheConnectionLivesOn() throws Exception {
    try (DropbellClient client = client(server())) {
      assertThatThrownBy(() -> client.get("nothing.bin", local.resolve("x")))
          .isInstanceOfSatisfying(
              TransferException.class,
              e -> {
                assertThat(e.retryable()).isFalse();
                assertThat(e.replyCode()).isEqualTo(550);
              });
      client.put(file("after.txt", random(10)), "after.txt");
    }
  }

  @Test
  void listing_hasNamesAndSizes() throws Exception {
    try (DropbellClient client = client(server())) {
      client.put(file("x", random(12_345)), "listed name.bin");

      assertThat(client.list(""))
          .anySatisfy(entry -> {
            assertThat(entry.name()).isEqualTo("listed name.bin");
            assertThat(entry.sizeBytes()).isEqualTo(12_345);
            assertThat(entry.directory()).isFalse();
            assertThat(entry.modifiedAt()).isNotNull();
          });
    }
  }

  @Test
  void brokenUpload_isGoneOnWithFromWhereTheServerIs() throws Exception {
    byte[] bytes = random(LARGE);
    AtomicInteger connections = new AtomicInteger();
    try (BreakingProxy proxy =
            new BreakingProxy(
                address(),
                line ->
                    line == Line.DATA && connections.getAndIncrement() == 0
                        ? new Fault(Kind.RESET, LARGE / 2, true)
                        : null);
        DropbellClient client = client(through(proxy))) {
      Receipt receipt = client.put(file("resumed.bin", bytes), "resumed.bin");

      assertThat(receipt.attempts()).isGreaterThan(1);
      assertThat(proxy.uploadedBytes()).as("sent in all").isLessThan(LARGE + LARGE / 2);
    }
    assertThat(root().resolve("resumed.bin")).hasBinaryContent(bytes);
  }

  @Test
  void brokenDownload_isGoneOnWithFromWhereItWas() throws Exception {
    byte[] bytes = random(LARGE);
    AtomicInteger connections = new AtomicInteger();
    try (DropbellClient direct = client(server())) {
      direct.put(file("source.bin", bytes), "source.bin");
    }
    try (BreakingProxy proxy =
            new BreakingProxy(
                address(),
                line ->
                    line == Line.DATA && connections.getAndIncrement() == 0
                        ? new Fault(Kind.DROP, LARGE / 2, false)
                        : null);
        DropbellClient client = client(through(proxy))) {
      Receipt receipt = client.get("source.bin", local.resolve("target.bin"));

      assertThat(receipt.attempts()).isGreaterThan(1);
    }
    assertThat(local.resolve("target.bin")).hasBinaryContent(bytes);
  }

  @Test
  void lineThatStandsStill_isGivenUpAndTriedAgain() throws Exception {
    byte[] bytes = random(LARGE);
    AtomicInteger connections = new AtomicInteger();
    try (BreakingProxy proxy =
            new BreakingProxy(
                address(),
                line ->
                    line == Line.DATA && connections.getAndIncrement() == 0
                        ? new Fault(Kind.STALL, LARGE / 3, true)
                        : null);
        DropbellClient client = client(through(proxy))) {
      assertThat(client.put(file("stalled.bin", bytes), "stalled.bin").attempts()).isGreaterThan(1);
    }
    assertThat(root().resolve("stalled.bin")).hasBinaryContent(bytes);
  }

  @Test
  void wrongPassword_isNotTriedAgain() {
    Server known = server();
    Server wrong = new Server(known.host(), known.port(), "nobody-here", "wrong", known.tls());
    // Servers hold the answer back, to slow those down who guess.
    try (DropbellClient client = client(wrong, Duration.ofSeconds(30))) {
      assertThatThrownBy(() -> client.list(""))
          .isInstanceOf(TransferException.class)
          .hasMessageContaining("login as nobody-here refused")
          .hasMessageNotContaining("attempts");
    }
  }

  final Path file(String name, byte[] bytes) throws IOException {
    return Files.write(local.resolve(name), bytes);
  }

  static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server().port());
  }

  private Server through(BreakingProxy proxy) {
    return new Server(
        "127.0.0.1", proxy.port(), server().user(), server().password(), server().tls());
  }

  static DropbellClient client(Server server) {
    return client(server, Duration.ofSeconds(3));
  }

  private static DropbellClient client(Server server, Duration timeout) {
    return new DropbellClient(
        new Settings(
            server,
            new Retries(5, Duration.ofMillis(50), Duration.ofMillis(200)),
            timeout,
            4,
            false),
        TransferListener.NONE);
  }
}
