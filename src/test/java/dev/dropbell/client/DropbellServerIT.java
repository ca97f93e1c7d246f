package dev.dropbell.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dropbell.client.BreakingProxy.Line;
import dev.dropbell.hub.MessageType;
import dev.dropbell.testing.RecordingSubscriber;
import dev.dropbell.testing.RunningService;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client with our own server, which proves more and forbids more than others. */
class DropbellServerIT extends FtpServerContract {

  private static RunningService service;
  private static RecordingSubscriber bell;

  @BeforeAll
  static void start(@TempDir Path root) {
    service = RunningService.start(root);
    bell = RecordingSubscriber.of(service);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Override
  Server server() {
    return new Server("127.0.0.1", service.port("ftp"), "uploader", "secret123", Tls.OFF);
  }

  @Override
  Path root() {
    return service.root();
  }

  @Test
  void upload_isProvenByHash_andRingsWithTheDeclaredSize() throws Exception {
    try (DropbellClient client = client(server())) {
      Receipt receipt = client.put(file("proven.bin", random(50_000)), "proven.bin");

      assertThat(receipt.proof()).isEqualTo(Receipt.Proof.HASH);
      assertThat(bell.awaitEnd("/proven.bin").data().path("evidence").asString())
          .isEqualTo("declared-size");
      assertThat(bell.awaitEnd("/proven.bin").data().path("sha256").asString())
          .isEqualTo(receipt.sha256());
    }
  }

  @Test
  void lostReplyToAWholeUpload_sendsNothingAgain() throws Exception {
    AtomicInteger transfers = new AtomicInteger();
    byte[] bytes = random(40_000);
    try (BreakingProxy proxy =
            new BreakingProxy(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), service.port("ftp")),
                line -> {
                  transfers.addAndGet(line == Line.DATA ? 1 : 0);
                  return null;
                });
        DropbellClient client =
            client(new Server("127.0.0.1", proxy.port(), "uploader", "secret123", Tls.OFF))) {
      proxy.cutBefore("226");

      Receipt receipt = client.put(file("lost.bin", bytes), "lost.bin");

      assertThat(receipt.attempts()).isEqualTo(2);
      assertThat(receipt.alreadyThere()).isTrue();
    }
    assertThat(transfers).as("data connections").hasValue(1);
    bell.awaitEnd("/lost.bin");
    assertThat(bell.ends("/lost.bin")).hasSize(1);
    assertThat(root().resolve("lost.bin")).hasBinaryContent(bytes);
  }

  @Test
  void nameThatIsTaken_byTheSameFile_isNoError() throws Exception {
    try (RunningService rejecting =
            RunningService.start(local.resolve("reject"), "--dropbell.upload.existing=reject");
        DropbellClient client =
            client(
                new Server("127.0.0.1", rejecting.port("ftp"), "uploader", "secret123", Tls.OFF))) {
      Path file = file("same.bin", random(1000));
      client.put(file, "same.bin");

      assertThat(client.put(file, "same.bin").alreadyThere()).isTrue();
      assertThatThrownBy(() -> client.put(file("other.bin", random(999)), "same.bin"))
          .isInstanceOfSatisfying(
              TransferException.class, e -> assertThat(e.replyCode()).isEqualTo(553));
    }
  }

  @Test
  void fileKeptUnderAnotherName_isComparedUnderThatName() throws Exception {
    try (RunningService keeping =
            RunningService.start(local.resolve("keep"), "--dropbell.upload.existing=keep-both");
        DropbellClient client =
            client(
                new Server("127.0.0.1", keeping.port("ftp"), "uploader", "secret123", Tls.OFF))) {
      client.put(file("one.bin", random(1000)), "a.bin");

      assertThat(client.put(file("two.bin", random(999)), "a.bin").proof())
          .isEqualTo(Receipt.Proof.HASH);
      assertThat(keeping.root().resolve("a-1.bin")).hasBinaryContent(random(999));
    }
  }

  @Test
  void fileThatChangesWhileItIsSent_isNotSent() throws Exception {
    Path file = file("growing.bin", random(2_000_000));
    DropbellClient client =
        new DropbellClient(
            Settings.of(server()),
            new TransferListener() {
              @Override
              public void progressed(String name, long at) {
                try {
                  Files.write(file, new byte[(int) (2_000_001 + at)]);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }
            });
    try (client) {
      assertThatThrownBy(() -> client.put(file, "growing.bin"))
          .hasMessageContaining("changed while it was sent");
    }
    assertThat(bell.awaitEnd("/growing.bin").type()).isEqualTo(MessageType.UPLOAD_FAILED);
    assertThat(root().resolve("growing.bin")).doesNotExist();
  }

  @Test
  void pipeThatBreaks_isNotTakenForAWholeFile() throws Exception {
    try (DropbellClient client = client(server());
        InputStream broken = new BrokenPipe()) {
      assertThatThrownBy(() -> client.put(broken, "broken-pipe.bin"))
          .hasMessageContaining("the pipe cannot be read");
    }
    assertThat(root().resolve("broken-pipe.bin")).doesNotExist();
  }

  /** Breaks behind what is kept aside of a pipe, so that it has begun to be sent. */
  private static final class BrokenPipe extends InputStream {

    private long left = (64 << 20) + 1_000_000L;

    @Override
    public int read() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left <= 0) {
        throw new IOException("gone");
      }
      int read = (int) Math.min(left, length);
      left -= read;
      return read;
    }
  }

  @Test
  void oneFileThatFails_keepsNoOtherBack() throws Exception {
    try (DropbellClient client = client(server())) {
      assertThat(
              client.putAll(
                  List.of(
                      new DropbellClient.Put(local.resolve("missing"), "missing"),
                      new DropbellClient.Put(file("in.bin", random(5)), "nowhere/in.bin"),
                      new DropbellClient.Put(file("dot.bin", random(5)), ".dot"),
                      new DropbellClient.Put(file("good.bin", random(5)), "good.bin"))))
          .isEqualTo(3);
    }
    assertThat(root().resolve("good.bin")).exists();
  }
}
