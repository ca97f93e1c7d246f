package dev.dropbell.acceptance;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client that is away again and again, and comes back with the last cursor that it has seen. It
 * keeps the ids of what it heard, in the order of hearing. Safe for concurrent use.
 */
abstract sealed class StormSubscriber {

  static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  final List<String> topics;
  final StormPorts ports;
  private final List<String> heard = new ArrayList<>();
  private String cursor;
  private int visits;

  StormSubscriber(StormPorts ports, List<String> topics, String cursor) {
    this.ports = ports;
    this.topics = topics;
    this.cursor = cursor;
  }

  /** Connects, and hears until the result completes, which it also does when it is cut off. */
  abstract void visit(CompletableFuture<?> until) throws Exception;

  synchronized List<String> heard() {
    return List.copyOf(heard);
  }

  synchronized int count() {
    return heard.size();
  }

  synchronized int visits() {
    return visits;
  }

  synchronized String cursor() {
    return cursor;
  }

  final synchronized void arrived(JsonNode answer) {
    if (!answer.path("recovered").asBoolean()) {
      throw new AssertionError("not recovered: " + answer + " since " + cursor);
    }
    visits++;
  }

  synchronized void hear(String id, String at) {
    heard.add(id);
    cursor = at;
  }

  synchronized void moveTo(String place) {
    cursor = place;
  }

  String topicsJson() {
    return JSON.writeValueAsString(topics);
  }

  @Override
  public String toString() {
    return getClass().getSimpleName() + topics;
  }

  /** Asks page after page, and stops in between for a while. */
  static final class Rest extends StormSubscriber {

    private final Random random;

    Rest(StormPorts ports, List<String> topics, String cursor, Random random) {
      super(ports, topics, cursor);
      this.random = random;
    }

    @Override
    void visit(CompletableFuture<?> until) throws Exception {
      do {
        StringBuilder query = new StringBuilder("/events?limit=" + (1 + random.nextInt(200)));
        topics.forEach(t -> query.append("&topic=").append(t));
        JsonNode page = JSON.readTree(ports.get(query + "&since=" + cursor()));
        arrived(page);
        for (JsonNode message : page.path("events")) {
          hear(message.path("id").asString(), message.path("cursor").asString());
        }
        moveTo(page.path("next").asString());
        TimeUnit.MILLISECONDS.sleep(20);
      } while (!until.isDone());
    }
  }

  /** A connection that is heard until it is cut. */
  abstract static sealed class Connected extends StormSubscriber {

    Connected(StormPorts ports, List<String> topics, String cursor) {
      super(ports, topics, cursor);
    }

    abstract URI url() throws Exception;

    @Nullable String protocol() {
      return null;
    }

    void opened(WebSocket socket) {}

    abstract void text(WebSocket socket, String text);

    @Override
    void visit(CompletableFuture<?> until) throws Exception {
      Ear ear = new Ear(until);
      WebSocket.Builder builder = StormPorts.HTTP.newWebSocketBuilder().connectTimeout(PATIENCE);
      String protocol = protocol();
      if (protocol != null) {
        builder.subprotocols(protocol);
      }
      WebSocket socket = builder.buildAsync(url(), ear).get(10, TimeUnit.SECONDS);
      try {
        CompletableFuture.anyOf(until, ear.ended).join();
      } finally {
        ear.cut();
        socket.abort();
      }
    }

    /** Hears nothing once it is cut, whatever is on its way. */
    private final class Ear implements WebSocket.Listener {

      final CompletableFuture<Void> ended = new CompletableFuture<>();
      private final StringBuilder partial = new StringBuilder();
      private boolean cut;

      Ear(CompletableFuture<?> until) {
        var _ = until.whenComplete((_, _) -> cut());
      }

      synchronized void cut() {
        cut = true;
      }

      @Override
      public void onOpen(WebSocket socket) {
        opened(socket);
        socket.request(1);
      }

      @Override
      public synchronized @Nullable CompletionStage<?> onText(
          WebSocket socket, CharSequence data, boolean last) {
        partial.append(data);
        if (last && !cut) {
          try {
            text(socket, partial.toString());
          } catch (Throwable e) {
            ended.completeExceptionally(e);
          }
        }
        if (last) {
          partial.setLength(0);
        }
        socket.request(1);
        return null;
      }

      @Override
      public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        ended.complete(null);
        return null;
      }

      @Override
      public void onError(WebSocket socket, Throwable error) {
        ended.complete(null);
      }
    }
  }

  /** A WebSocket of the relay, with whole messages. */
  static final class Relay extends Connected {

    private @Nullable URI url;

    Relay(StormPorts ports, List<String> topics, String cursor) {
      super(ports, topics, cursor);
    }

    @Override
    URI url() throws Exception {
      if (url == null || !isKnown(url)) {
        url =
            URI.create(
                JSON.readTree(ports.post("/register", "{\"user_id\":1,\"topics\":[]}"))
                    .path("url")
                    .asString());
      }
      return url;
    }

    /** Registrations end with the process. */
    private boolean isKnown(URI registered) throws Exception {
      return ports.status(registered.getPath()) == 426;
    }

    @Override
    String protocol() {
      return "dropbell.v1.json";
    }

    @Override
    void opened(WebSocket socket) {
      var _ =
          socket.sendText("{\"topics\":" + topicsJson() + ",\"since\":\"" + cursor() + "\"}", true);
    }

    @Override
    void text(WebSocket socket, String text) {
      JsonNode message = JSON.readTree(text);
      switch (message.path("type").asString()) {
        case "subscribed" -> arrived(message);
        case "message", "file_uploaded" ->
            hear(message.path("id").asString(), message.path("cursor").asString());
        default -> {}
      }
    }
  }

  /** Socket.IO over WebSocket, spoken by hand. */
  static final class SocketIo extends Connected {

    SocketIo(StormPorts ports, List<String> topics, String cursor) {
      super(ports, topics, cursor);
    }

    @Override
    URI url() {
      return URI.create(
          "ws://127.0.0.1:%d/socket.io/?EIO=4&transport=websocket".formatted(ports.socketIo()));
    }

    @Override
    void text(WebSocket socket, String text) {
      if (text.equals("2")) {
        var _ = socket.sendText("3", true);
      } else if (text.startsWith("0")) {
        var _ = socket.sendText("40", true);
      } else if (text.startsWith("40")) {
        var _ =
            socket.sendText(
                "420[\"join_room\",{\"rooms\":%s,\"since\":\"%s\"}]"
                    .formatted(topicsJson(), cursor()),
                true);
      } else if (text.startsWith("430")) {
        arrived(JSON.readTree(text.substring(3)).path(0));
      } else if (text.startsWith("42[\"message\"") || text.startsWith("42[\"file_uploaded\"")) {
        JsonNode data = JSON.readTree(text.substring(2)).path(1);
        hear(data.path("id").asString(), data.path("cursor").asString());
      }
    }
  }

  /** Where the service is, before and after it was killed. */
  record StormPorts(int http, int socketIo, int ftp) {

    static final HttpClient HTTP = HttpClient.newHttpClient();

    String get(String path) throws Exception {
      return HTTP.send(request(path).build(), BodyHandlers.ofString()).body();
    }

    int status(String path) throws Exception {
      return HTTP.send(request(path).build(), BodyHandlers.discarding()).statusCode();
    }

    /** Posts what must be accepted. */
    String post(String path, String body) throws Exception {
      var answer =
          HTTP.send(
              request(path)
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(answer.body());
      }
      return answer.body();
    }

    private HttpRequest.Builder request(String path) {
      return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + path))
          .timeout(PATIENCE);
    }
  }
}
