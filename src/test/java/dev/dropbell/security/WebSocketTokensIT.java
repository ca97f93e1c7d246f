package dev.dropbell.security;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dropbell.testing.GuardedService;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** A registered url is good for what the token allowed that registered it. */
class WebSocketTokensIT {

  @TempDir static Path root;
  private static GuardedService service;

  @BeforeAll
  static void start() {
    service =
        GuardedService.start(
            root,
            Map.of(
                "cams", "scopes=subscribe topics=uploads/cams,cats",
                "operator", "scopes=admin"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void url_opensWithoutTheToken() throws Exception {
    try (Client client = connect("cats")) {
      publish("cats", "meow");

      assertThat(client.next()).isEqualTo("meow");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"uploads/camsX", "uploads", "catsX", "dogs"})
  void topicBeyondTheToken_isRefusedAndTheOthersStay(String topic) throws Exception {
    try (Client client = connect("cats")) {
      client.say("{\"topics\": [\"cats\", \"" + topic + "\"]}");

      assertThat(client.next())
          .isEqualTo("{\"error\":\"The token 'cams' does not allow the topic '" + topic + "'.\"}");
      publish(topic, "not for you");
      publish("cats", "still here");
      assertThat(client.next()).isEqualTo("still here");
    }
  }

  @Test
  void topicWithinTheToken_isTaken() throws Exception {
    try (Client client = connect("cats")) {
      client.say("{\"topics\": [\"uploads/cams/front\"]}");
      client.say("ping");
      assertThat(client.next()).isEqualTo("pong");
      publish("cats", "gone");
      publish("uploads/cams/front", "new");

      assertThat(client.next()).isEqualTo("new");
    }
  }

  @Test
  void since_bringsNothingBeyondTheToken() throws Exception {
    String before = publish("cats", "seen");
    publish("uploads/camsX", "hidden");
    publish("cats", "shown");
    try (Client client = new Client(register("cats"), "dropbell.v1.json")) {
      client.say("{\"topics\": [\"cats\", \"uploads/camsX\"], \"since\": \"" + before + "\"}");
      assertThat(client.next()).contains("does not allow the topic 'uploads/camsX'");
      client.say("{\"topics\": [\"cats\"], \"since\": \"" + before + "\"}");
      assertThat(client.next()).contains("\"type\":\"subscribed\"");
      assertThat(client.next()).contains("\"data\":\"shown\"");
    }
  }

  @Test
  void urlThatIsAlmostRight_isNone() throws Exception {
    String url = register("cats").toString();
    char last = url.charAt(url.length() - 1);
    URI almost = URI.create(url.substring(0, url.length() - 1) + (last == 'a' ? 'b' : 'a'));

    assertThatThrownBy(() -> new Client(almost))
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(404));
  }

  private static Client connect(String topic) throws Exception {
    Client client = new Client(register(topic));
    client.say("ping");
    assertThat(client.next()).isEqualTo("pong");
    return client;
  }

  private static URI register(String topic) throws Exception {
    HttpResponse<String> answer =
        service.post("cams", "/register", "{\"user_id\": 1, \"topics\": [\"" + topic + "\"]}");
    return URI.create(JsonMapper.shared().readTree(answer.body()).path("url").stringValue());
  }

  /** Publishes, and returns the message's cursor. */
  private static String publish(String topic, String message) throws Exception {
    String body = "{\"topic\": \"%s\", \"message\": \"%s\"}".formatted(topic, message);
    HttpResponse<String> answer = service.post("operator", "/publish", body);
    assertThat(answer.statusCode()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body()).path("cursor").stringValue();
  }

  /** Hears whole texts; those of this test are never split. */
  private static final class Client implements WebSocket.Listener, AutoCloseable {

    private static final HttpClient http = HttpClient.newHttpClient();

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final WebSocket socket;

    Client(URI url, String... protocol) {
      WebSocket.Builder builder = http.newWebSocketBuilder();
      if (protocol.length > 0) {
        builder.subprotocols(protocol[0]);
      }
      socket = builder.buildAsync(url, this).join();
    }

    void say(String text) {
      socket.sendText(text, true).join();
    }

    String next() throws InterruptedException {
      String text = heard.poll(20, SECONDS);
      return text == null ? "(nothing)" : text;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      heard.add(data.toString());
      from.request(1);
      return null;
    }

    @Override
    public void close() {
      socket.abort();
    }
  }
}
