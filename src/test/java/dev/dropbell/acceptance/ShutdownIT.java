package dev.dropbell.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dropbell.testing.FrameClient;
import dev.dropbell.testing.ScriptedFtpClient;
import dev.dropbell.testing.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * SIGTERM: what was answered is there after the restart, what is under way may end, every client
 * gets the goodbye of its protocol, and the process ends in time.
 *
 * <p>{@code -Ddropbell.seed} replays the moments of a run, {@code -Ddropbell.shutdown.rounds} sets
 * how many there are.
 */
class ShutdownIT {

  private static final int ROUNDS = Integer.getInteger("dropbell.shutdown.rounds", 2);
  private static final int LONGEST_ROUND_MILLIS = 2_000;
  private static final Duration DRAIN = Duration.ofSeconds(30);
  private static final int TERMINATED = 128 + 15;
  private static final byte[] HALF = new byte[100_000];

  @TempDir Path root;

  private final Map<String, Integer> uploaded = new ConcurrentHashMap<>();
  private final Queue<String> published = new ConcurrentLinkedQueue<>();

  private ServiceProcess start(String... args) throws Exception {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--dropbell.tcp.echo-port=0");
    return ServiceProcess.start(root, all.toArray(String[]::new));
  }

  @Test
  void everythingAnswered_isThereAfterTheRestart_andEverybodyHearsGoodbye() throws Exception {
    long seed = Long.getLong("dropbell.seed", System.nanoTime());
    System.out.println("ShutdownIT: replay with -Ddropbell.seed=" + seed);
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      try (ServiceProcess service = start()) {
        checkAll(service);
        terminateUnderLoad(service, round, random);
      }
    }
    try (ServiceProcess service = start()) {
      checkAll(service);
    }
    System.out.println(
        "ShutdownIT: rounds=%d uploaded=%d published=%d"
            .formatted(ROUNDS, uploaded.size(), published.size()));
    assertThat(uploaded).hasSizeGreaterThan(ROUNDS);
    assertThat(published).hasSizeGreaterThan(ROUNDS);
  }

  private void terminateUnderLoad(ServiceProcess service, int round, Random random)
      throws Exception {
    List<Future<?>> load = new ArrayList<>();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
        Everybody everybody = new Everybody(service)) {
      for (int n = 0; n < 3; n++) {
        String name = round + "-" + n;
        long own = random.nextLong();
        load.add(clients.submit(() -> upload(service.ftpPort(), name, new Random(own))));
        load.add(clients.submit(() -> publish(service.port("tcp"))));
      }
      TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_ROUND_MILLIS));
      service.terminate();
      everybody.expectGoodbyes();
      assertThat(service.awaitEnd(DRAIN)).isEqualTo(TERMINATED);
      for (Future<?> one : load) {
        one.get();
      }
    }
    assertThat(service.output()).doesNotContain(" ERROR ");
  }

  private void upload(int port, String name, Random random) {
    try (ScriptedFtpClient ftp = ScriptedFtpClient.logIn(port)) {
      for (int n = 0; ; n++) {
        String path = "load-" + name + "-" + n + ".bin";
        int size = 1 + random.nextInt(200_000);
        if (ftp.store("STOR " + path, new byte[size]).code() == 226) {
          uploaded.put(path, size);
        }
      }
    } catch (UncheckedIOException | AssertionError closed) {
      // As it must come.
    }
  }

  private void publish(int port) {
    try (FrameClient client = FrameClient.connect(port)) {
      while (true) {
        JsonNode answer = client.ask("{'op':'publish','topic':'load','message':'x'}");
        if (answer.has("ok")) {
          published.add(answer.path("id").asString());
        }
      }
    } catch (UncheckedIOException | AssertionError closed) {
      // As it must come.
    }
  }

  private void checkAll(ServiceProcess service) throws Exception {
    for (Map.Entry<String, Integer> file : uploaded.entrySet()) {
      assertThat(root.resolve(file.getKey())).hasSize(file.getValue());
    }
    Set<String> ids = new HashSet<>();
    String query = "/events?topic=load&limit=1000";
    JsonNode page = get(service, query);
    while (!page.path("events").isEmpty()) {
      page.path("events").forEach(e -> ids.add(e.path("id").asString()));
      page = get(service, query + "&since=" + page.path("next").asString());
    }
    assertThat(ids).containsAll(published);
  }

  private static JsonNode get(ServiceProcess service, String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return JsonMapper.shared()
          .readTree(
              http.send(
                      HttpRequest.newBuilder(
                              URI.create("http://127.0.0.1:" + service.port("http") + path))
                          .build(),
                      BodyHandlers.ofString())
                  .body());
    }
  }

  @Test
  void uploadUnderWay_mayEnd_whileNobodyNewIsLetIn() throws Exception {
    try (ServiceProcess service = start();
        Everybody everybody = new Everybody(service);
        ScriptedFtpClient ftp = ScriptedFtpClient.logIn(service.ftpPort());
        ScriptedFtpClient late = ScriptedFtpClient.logIn(service.ftpPort());
        Socket data = ftp.openData()) {
      assertThat(ftp.send("STOR slow.bin").code()).isEqualTo(150);
      data.getOutputStream().write(HALF);
      service.terminate();
      await().until(() -> service.output().contains("waiting for uploads"));

      for (String listener : List.of("ftp", "socketio", "tcp", "echo")) {
        await()
            .untilAsserted(() ->
                assertThatThrownBy(() ->
                        new Socket(InetAddress.getLoopbackAddress(), service.port(listener))
                            .close())
                    .as(listener)
                    .isInstanceOf(ConnectException.class));
      }
      assertThat(late.store("STOR late.bin", HALF).code()).isEqualTo(421);
      assertThat(everybody.frames.ask("{'op':'ping'}").path("ok").asBoolean()).isTrue();

      data.getOutputStream().write(HALF);
      data.shutdownOutput();
      ftp.expect(226);
      assertThat(root.resolve("slow.bin")).hasSize(2L * HALF.length);
      everybody.expectGoodbyes();
      ftp.expect(421);
      assertThat(service.awaitEnd(DRAIN)).isEqualTo(TERMINATED);
    }
  }

  @Test
  void uploadThatTakesTooLong_isCutShort_andResumed() throws Exception {
    try (ServiceProcess service = start("--dropbell.shutdown.drain=1s");
        ScriptedFtpClient ftp = ScriptedFtpClient.logIn(service.ftpPort());
        Socket data = ftp.openData()) {
      assertThat(ftp.send("STOR long.bin").code()).isEqualTo(150);
      data.getOutputStream().write(HALF);
      await().until(() -> size(service, "long.bin") == HALF.length);
      service.terminate();
      ftp.expect(421);
      assertThat(service.awaitEnd(DRAIN)).isEqualTo(TERMINATED);
    }
    try (ServiceProcess service = start();
        ScriptedFtpClient ftp = ScriptedFtpClient.logIn(service.ftpPort())) {
      assertThat(size(service, "long.bin")).isEqualTo(HALF.length);
      ftp.send("REST " + HALF.length);
      assertThat(ftp.store("STOR long.bin", HALF).code()).isEqualTo(226);
      assertThat(Files.size(root.resolve("long.bin"))).isEqualTo(2L * HALF.length);
    }
  }

  @Test
  void secondSignal_stopsAtOnce() throws Exception {
    try (ServiceProcess service = start("--dropbell.shutdown.drain=10m");
        ScriptedFtpClient ftp = ScriptedFtpClient.logIn(service.ftpPort());
        Socket _ = ftp.openData()) {
      assertThat(ftp.send("STOR never.bin").code()).isEqualTo(150);
      service.terminate();
      await().until(() -> service.output().contains("waiting for uploads"));
      service.terminate();
      assertThat(service.awaitEnd(DRAIN)).isEqualTo(TERMINATED);
    }
  }

  private static long size(ServiceProcess service, String path) {
    try (ScriptedFtpClient ftp = ScriptedFtpClient.logIn(service.ftpPort())) {
      ScriptedFtpClient.Reply reply = ftp.send("SIZE " + path);
      return reply.code() == 213 ? Long.parseLong(reply.text().substring(4)) : -1;
    }
  }

  /** One idle client of each protocol. */
  private static final class Everybody implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final ScriptedFtpClient ftp;
    private final FrameClient frames;
    private final Socket echo;
    private final WebSocketClient webSocket;
    private final WebSocketClient socketIo;

    Everybody(ServiceProcess service) throws Exception {
      ftp = ScriptedFtpClient.logIn(service.ftpPort());
      frames = FrameClient.connect(service.port("tcp"));
      frames.ask("{'op':'subscribe','topics':['quiet']}");
      echo = new Socket(InetAddress.getLoopbackAddress(), service.port("echo"));
      echo.setSoTimeout((int) DRAIN.toMillis());
      echo.getOutputStream().write('x');
      assertThat(echo.getInputStream().read()).isEqualTo('x');
      webSocket = WebSocketClient.open(http, register(service.port("http")));
      socketIo =
          WebSocketClient.open(
              http,
              "ws://127.0.0.1:"
                  + service.port("socketio")
                  + "/socket.io/?EIO=4&transport=websocket");
      socketIo.send("40");
      await().until(() -> socketIo.texts.stream().anyMatch(t -> t.startsWith("40")));
    }

    private String register(int httpPort) throws Exception {
      String body =
          http.send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/register"))
                      .header("Content-Type", "application/json")
                      .POST(BodyPublishers.ofString("{\"user_id\":1,\"topics\":[\"quiet\"]}"))
                      .build(),
                  BodyHandlers.ofString())
              .body();
      return JsonMapper.shared().readTree(body).path("url").asString();
    }

    void expectGoodbyes() throws Exception {
      assertThat(frames.readText()).isEqualTo("{\"type\":\"shutdown\"}");
      assertThat(frames.isClosedByServer()).isTrue();
      assertThat(new String(echo.getInputStream().readAllBytes(), UTF_8))
          .isEqualTo("Server shutting down\n");
      assertThat(webSocket.closed.get(DRAIN.toSeconds(), TimeUnit.SECONDS)).isEqualTo(1001);
      socketIo.closed.get(DRAIN.toSeconds(), TimeUnit.SECONDS);
      assertThat(socketIo.texts).noneMatch(text -> text.startsWith("41"));
      ftp.expect(421);
      assertThat(ftp.isClosedByServer()).isTrue();
    }

    @Override
    public void close() throws IOException {
      ftp.close();
      frames.close();
      echo.close();
      http.shutdownNow();
    }
  }

  private static final class WebSocketClient implements WebSocket.Listener {

    private final Queue<String> texts = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    private WebSocketClient(HttpClient http, String url) {
      socket = http.newWebSocketBuilder().buildAsync(URI.create(url), this).join();
    }

    static WebSocketClient open(HttpClient http, String url) {
      return new WebSocketClient(http, url);
    }

    void send(String text) {
      socket.sendText(text, true).join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        texts.add(partial.toString());
        partial.setLength(0);
      }
      from.request(1);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      closed.complete(code);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      closed.completeExceptionally(error);
    }
  }
}
