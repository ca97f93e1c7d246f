package dev.dropbell.relay;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.json.Json;
import dev.dropbell.testing.RunningService;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A user's WebSocket client and the REST calls around it. */
final class PlainClient implements WebSocket.Listener, AutoCloseable {

  private static final HttpClient http = HttpClient.newHttpClient();
  private static final int PATIENCE_SECONDS = 20;

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final CompletableFuture<String> closed = new CompletableFuture<>();
  private final StringBuilder partial = new StringBuilder();
  private final URI url;
  private final WebSocket socket;

  private PlainClient(URI url, String... protocols) {
    this.url = url;
    WebSocket.Builder builder = http.newWebSocketBuilder();
    if (protocols.length > 0) {
      builder.subprotocols(protocols[0]);
    }
    this.socket = builder.buildAsync(url, this).join();
  }

  /** Connects for whole messages. */
  static PlainClient connectWhole(URI url) {
    PlainClient client = new PlainClient(url, Format.WHOLE_PROTOCOL);
    assertThat(client.socket.getSubprotocol()).isEqualTo(Format.WHOLE_PROTOCOL);
    return client;
  }

  /** The next text that came, which must be JSON. */
  JsonNode nextJson() throws InterruptedException {
    return Json.read(next());
  }

  static HttpResponse<String> get(RunningService service, String path) throws Exception {
    return http.send(HttpRequest.newBuilder(service.http(path)).build(), BodyHandlers.ofString());
  }

  /** Registers with these topics, in JSON, and connects. */
  static PlainClient join(RunningService service, String userId, String topics) throws Exception {
    return connect(register(service, userId, topics));
  }

  /** The url of a new registration. */
  static URI register(RunningService service, String userId, String topics) throws Exception {
    HttpResponse<String> answer =
        post(service, "/register", "{\"user_id\":" + userId + ",\"topics\":" + topics + "}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return URI.create(Json.read(answer.body()).get("url").stringValue());
  }

  /** Connects, and returns when the server has joined it to its topics. */
  static PlainClient connect(URI url) throws Exception {
    PlainClient client = new PlainClient(url);
    client.say("ping");
    assertThat(client.next()).isEqualTo("pong");
    return client;
  }

  /** Connects; what came meanwhile may come at once. */
  static PlainClient comeBack(URI url) {
    return new PlainClient(url);
  }

  static HttpResponse<String> post(RunningService service, String path, String body)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(service.http(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  /** Publishes what must be accepted. */
  static JsonNode publish(RunningService service, String body) throws Exception {
    HttpResponse<String> answer = post(service, "/publish", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.read(answer.body());
  }

  URI url() {
    return url;
  }

  void say(String text) {
    socket.sendText(text, true).join();
  }

  void sayBinary(byte... bytes) {
    socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
  }

  /** The next text that came. */
  String next() throws InterruptedException {
    String text = heard.poll(PATIENCE_SECONDS, SECONDS);
    return text == null ? "(nothing)" : text;
  }

  /** Waits for the server's close: its code and reason. */
  String closedWith() throws Exception {
    return closed.get(PATIENCE_SECONDS, SECONDS);
  }

  /** Closes as a client does. */
  void leave() throws Exception {
    socket.sendClose(1000, "bye").join();
    closedWith();
  }

  /** Loses the connection. */
  @Override
  public void close() {
    socket.abort();
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      heard.add(partial.toString());
      partial.setLength(0);
    }
    webSocket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
    closed.complete(statusCode + " " + reason);
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    closed.completeExceptionally(error);
  }
}
