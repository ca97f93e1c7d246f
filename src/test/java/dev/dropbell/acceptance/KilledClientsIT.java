package dev.dropbell.acceptance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.hub.MessageType;
import dev.dropbell.testing.RecordingSubscriber;
import dev.dropbell.testing.RecordingSubscriber.Heard;
import dev.dropbell.testing.RequiredProgram;
import dev.dropbell.testing.RunningService;
import dev.dropbell.testing.ScriptedFtpClient;
import dev.dropbell.testing.SelfSigned;
import dev.dropbell.upload.Upload;
import dev.dropbell.upload.UploadStore;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * No bell for a broken upload: real clients are cut off at random bytes in every way that a client
 * can end. No cut leaves a file or changes one, rings a bell, or ends without exactly one {@code
 * upload_failed} that says why.
 *
 * <p>{@code -Ddropbell.seed} replays the offsets of a run, {@code -Ddropbell.cuts} sets their
 * number.
 */
class KilledClientsIT {

  private static final List<Way> WAYS = List.of(Way.values());

  private static final int CUTS = Integer.getInteger("dropbell.cuts", 220);
  private static final int AT_A_TIME = 8;
  private static final int LARGEST = 3_000_000;

  /** What the replaced files hold before and after. */
  private static final byte[] OLD = randomBytes(4_711, 70_000);

  private static RunningService service;
  private static RecordingSubscriber subscriber;
  private static SSLContext tls;
  private static Path sentByCurl;

  @BeforeAll
  static void start(@TempDir Path root, @TempDir Path other) throws Exception {
    SelfSigned certificate = SelfSigned.create(other.resolve("server.p12"), "bell");
    tls = certificate.trustingContext();
    sentByCurl = Files.write(other.resolve("sent"), randomBytes(1, LARGEST));
    List<String> settings = new ArrayList<>(List.of(certificate.argumentsFor("ftp")));
    settings.add("--dropbell.directories=new,old");
    settings.add("--dropbell.ftp.data-timeout=1s");
    settings.add("--dropbell.ftp.max-uploads-per-user=100");
    service = RunningService.start(root, settings.toArray(String[]::new));
    subscriber = RecordingSubscriber.of(service);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  /** How an upload is broken, and the reasons that are right for it. */
  private enum Way {
    CURL_IS_KILLED("control-lost", "connection-lost"),
    COMMONS_NET_IS_KILLED("control-lost", "connection-lost"),
    BOTH_ARE_RESET("control-lost", "connection-lost"),
    DATA_IS_RESET("connection-lost"),
    DATA_ENDS_SHORT_OF_ALLO("size-mismatch"),
    CONTROL_ENDS_THEN_DATA("control-lost"),
    DATA_STALLS("timeout"),
    ABORTED("aborted"),
    TLS_DATA_ENDS_WITHOUT_CLOSE_NOTIFY("tls-truncated"),
    /** May come before the server has ended its handshake. */
    TLS_DATA_IS_RESET("connection-lost", "tls-truncated", "no-connection"),
    TLS_CONTROL_ENDS_THEN_DATA("control-lost", "tls-truncated");

    @SuppressWarnings("ImmutableEnumChecker") // Set.of is
    final Set<String> reasons;

    Way(String... reasons) {
      this.reasons = Set.of(reasons);
    }
  }

  /**
   * One cut.
   *
   * @param bytes how many the client sends before
   */
  private record Cut(int number, Way way, String path, int bytes, long seed) {

    static Cut random(int number, Random random) {
      Way way = WAYS.get(number % WAYS.size());
      String directory = random.nextInt(3) == 0 ? "/old/" : "/new/";
      int bytes =
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(3);
            case 1 -> random.nextInt(20_000);
            default -> random.nextInt(LARGEST / 2);
          };
      return new Cut(number, way, directory + number + ".bin", bytes, random.nextLong());
    }

    boolean replaces() {
      return path.startsWith("/old/");
    }

    /** Fewer than the client has declared or would go on to send. */
    byte[] content() {
      return randomBytes(seed, bytes);
    }
  }

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void everyCut_failsOnceAndLeavesNothing() throws Exception {
    RequiredProgram.find("curl");
    long seed = Long.getLong("dropbell.seed", System.nanoTime());
    System.out.println("KilledClientsIT: replay with -Ddropbell.seed=" + seed);
    Random random = new Random(seed);
    List<Cut> cuts = IntStream.range(0, CUTS).mapToObj(n -> Cut.random(n, random)).toList();
    for (Cut cut : cuts) {
      if (cut.replaces()) {
        Files.write(file(cut.path()), OLD);
      }
    }

    inParallel(cuts);

    assertStillWorks();
    for (Cut cut : cuts) {
      List<Heard> ends = subscriber.ends(cut.path());
      assertThat(ends).as(cut.toString()).hasSize(1);
      assertThat(ends.getFirst().type()).as(cut.toString()).isEqualTo(MessageType.UPLOAD_FAILED);
      assertThat(ends.getFirst().reason()).as(cut.toString()).isIn(cut.way().reasons);
      assertThat(subscriber.heard(MessageType.UPLOAD_STARTED, cut.path()))
          .as(cut.toString())
          .hasSize(1);
      if (cut.replaces()) {
        assertThat(file(cut.path())).as(cut.toString()).hasBinaryContent(OLD);
      } else {
        assertThat(file(cut.path())).as(cut.toString()).doesNotExist();
      }
    }
    assertThat(service.part(UploadStore.class).inFlight()).isEmpty();
  }

  /** Before, at and behind its last byte: the whole file with its bell, or neither. */
  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void curlThatIsKilledAroundItsLastByte_endsOneWayOrTheOther() throws Exception {
    long seed = Long.getLong("dropbell.seed", System.nanoTime());
    System.out.println("KilledClientsIT: replay with -Ddropbell.seed=" + seed);
    Random random = new Random(seed);
    int completed = 0;
    for (int n = 0; n < 40; n++) {
      String path = "/new/around-" + n + ".bin";
      Process curl = startCurl(path, sentByCurl, "--limit-rate", "1000M");
      awaitBytes(path, random.nextInt(LARGEST + 1));
      CompletableFuture.delayedExecutor(random.nextInt(3_000_000), TimeUnit.NANOSECONDS)
          .execute(curl::destroyForcibly);
      curl.waitFor();

      Heard end = subscriber.awaitEnd(path);
      if (end.type() == MessageType.FILE_UPLOADED) {
        completed++;
        assertThat(file(path)).as(path).hasSameBinaryContentAs(sentByCurl);
      } else {
        assertThat(file(path)).as(path).doesNotExist();
      }
      assertThat(subscriber.ends(path)).as(path).hasSize(1);
    }
    System.out.println("KilledClientsIT: killed=40 completed=" + completed);
  }

  private static void inParallel(List<Cut> cuts) throws Exception {
    try (ExecutorService clients = Executors.newFixedThreadPool(AT_A_TIME)) {
      List<Future<?>> running = new ArrayList<>();
      for (Cut cut : cuts) {
        running.add(
            clients.submit(() -> {
              try {
                make(cut);
                subscriber.awaitEnd(cut.path());
              } catch (IOException | RuntimeException e) {
                throw new AssertionError(cut.toString(), e);
              }
              return null;
            }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
  }

  private static void make(Cut cut) throws Exception {
    switch (cut.way()) {
      case CURL_IS_KILLED -> killCurl(cut);
      case COMMONS_NET_IS_KILLED -> killCommonsNet(cut);
      case DATA_ENDS_SHORT_OF_ALLO, DATA_IS_RESET, DATA_STALLS, ABORTED -> cutDataOnly(cut);
      case BOTH_ARE_RESET, CONTROL_ENDS_THEN_DATA -> cutControl(cut);
      case TLS_DATA_ENDS_WITHOUT_CLOSE_NOTIFY, TLS_DATA_IS_RESET, TLS_CONTROL_ENDS_THEN_DATA ->
          cutTls(cut);
    }
  }

  /** It waits for more than it has been given, so that it is killed before its end for certain. */
  private static void killCurl(Cut cut) throws Exception {
    Process curl = startCurl(cut.path(), Path.of("-"), "--limit-rate", "1500k");
    curl.getOutputStream().write(cut.content());
    curl.getOutputStream().flush();
    awaitBytes(cut.path(), cut.bytes());
    // Not its Process, which would also close its input.
    curl.toHandle().destroyForcibly();
    curl.waitFor();
  }

  private static Process startCurl(String path, Path file, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(RequiredProgram.find("curl").toString());
    command.addAll(List.of("--silent", "--noproxy", "*"));
    command.addAll(List.of(options));
    command.addAll(List.of("--upload-file", file.toString()));
    command.add("ftp://uploader:secret123@127.0.0.1:" + service.port("ftp") + path);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static void killCommonsNet(Cut cut) throws IOException {
    AbortableFtpClient ftp = new AbortableFtpClient();
    ftp.connect("127.0.0.1", service.port("ftp"));
    assertThat(ftp.login("uploader", "secret123")).isTrue();
    ftp.setFileType(FTP.BINARY_FILE_TYPE);
    ftp.enterLocalPassiveMode();
    OutputStream out = ftp.storeFileStream(cut.path());
    assertThat(out).as(ftp.getReplyString()).isNotNull();
    out.write(cut.content());
    out.flush();
    awaitBytes(cut.path(), cut.bytes());
    ftp.reset();
  }

  /** As its process had been killed. */
  private static final class AbortableFtpClient extends FTPClient {

    private @Nullable Socket data;

    @Override
    protected Socket _openDataConnection_(String command, String argument) throws IOException {
      Socket opened = super._openDataConnection_(command, argument);
      data = opened;
      return opened;
    }

    void reset() {
      ScriptedFtpClient.reset(_socket_);
      ScriptedFtpClient.reset(requireNonNull(data));
    }
  }

  /** The session goes on, and so it can be asked what it was told. */
  private static void cutDataOnly(Cut cut) throws IOException {
    try (ScriptedFtpClient ftp = ScriptedFtpClient.logIn(service.port("ftp"))) {
      if (cut.way() == Way.DATA_ENDS_SHORT_OF_ALLO) {
        assertThat(ftp.send("ALLO " + (cut.bytes() + 1)).code()).isEqualTo(200);
      }
      try (Socket data = ftp.openData()) {
        assertThat(ftp.send("STOR " + cut.path()).code()).isEqualTo(150);
        data.getOutputStream().write(cut.content());
        switch (cut.way()) {
          case DATA_IS_RESET -> ScriptedFtpClient.reset(data);
          case DATA_ENDS_SHORT_OF_ALLO -> data.shutdownOutput();
          case ABORTED -> ftp.write("ABOR\r\n");
          default -> {}
        }
        ftp.expect(426);
        if (cut.way() == Way.ABORTED) {
          ftp.expect(226);
        }
      }
      byte[] next = randomBytes(cut.seed(), 1_000);
      assertThat(ftp.store("STOR /next-" + cut.number(), next).code()).isEqualTo(226);
      assertThat(file("/next-" + cut.number())).hasBinaryContent(next);
    }
  }

  private static void cutControl(Cut cut) throws IOException {
    try (ScriptedFtpClient ftp = ScriptedFtpClient.logIn(service.port("ftp"));
        Socket data = ftp.openData()) {
      assertThat(ftp.send("STOR " + cut.path()).code()).isEqualTo(150);
      data.getOutputStream().write(cut.content());
      if (cut.way() == Way.BOTH_ARE_RESET) {
        ftp.reset();
        ScriptedFtpClient.reset(data);
      } else {
        ftp.shutdownOutput();
        data.shutdownOutput();
      }
      subscriber.awaitEnd(cut.path());
    }
  }

  private static void cutTls(Cut cut) throws IOException {
    try (ScriptedFtpClient ftp = ScriptedFtpClient.connect(service.port("ftp"))) {
      ftp.secure(tls);
      ftp.send("USER uploader");
      assertThat(ftp.send("PASS secret123").code()).isEqualTo(230);
      assertThat(ftp.send("PBSZ 0").code()).isEqualTo(200);
      assertThat(ftp.send("PROT P").code()).isEqualTo(200);
      try (Socket data = ftp.openData()) {
        assertThat(ftp.send("STOR " + cut.path()).code()).isEqualTo(150);
        SSLSocket secured = ScriptedFtpClient.tls(tls, data);
        secured.getOutputStream().write(cut.content());
        switch (cut.way()) {
          case TLS_DATA_IS_RESET -> ScriptedFtpClient.reset(data);
          case TLS_DATA_ENDS_WITHOUT_CLOSE_NOTIFY -> data.shutdownOutput();
          default -> {
            ftp.shutdownOutput();
            data.shutdownOutput();
          }
        }
        if (cut.way() != Way.TLS_CONTROL_ENDS_THEN_DATA) {
          assertThat(ftp.read().code()).isIn(425, 426);
        }
        subscriber.awaitEnd(cut.path());
      }
    }
  }

  /** Waits until so much has come, or the upload has ended. */
  private static void awaitBytes(String path, int bytes) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(1))
        .until(() ->
            !subscriber.ends(path).isEmpty()
                || service.part(UploadStore.class).inFlight().stream()
                    .filter(u -> u.path().value().equals(path))
                    .mapToLong(Upload::bytes)
                    .anyMatch(there -> there >= bytes));
  }

  private static void assertStillWorks() {
    try (ScriptedFtpClient ftp = ScriptedFtpClient.logIn(service.port("ftp"))) {
      assertThat(ftp.store("STOR /last.bin", OLD).code()).isEqualTo(226);
    }
    assertThat(subscriber.awaitEnd("/last.bin").type()).isEqualTo(MessageType.FILE_UPLOADED);
    assertThat(file("/last.bin")).hasBinaryContent(OLD);
  }

  private static Path file(String path) {
    return service.root().resolve(path.substring(1));
  }

  private static byte[] randomBytes(long seed, int count) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
