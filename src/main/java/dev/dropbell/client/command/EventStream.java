package dev.dropbell.client.command;

import dev.dropbell.client.Retries;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The messages of some topics, one after the other, over WebSocket, for as long as anybody asks. A
 * lost connection is made again, and the cursor of the last message has the server go on behind it.
 * Not thread-safe.
 */
final class EventStream implements AutoCloseable {

  /** Two of the server's pings. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private static final Retries PAUSES =
      new Retries(Integer.MAX_VALUE, Duration.ofSeconds(1), Duration.ofSeconds(10));

  private final Service service;
  private final List<String> topics;
  private final Consumer<String> log;
  private @Nullable String cursor;
  private @Nullable Connection connection;
  private int failures;

  /**
   * Follows topics.
   *
   * @param since where to begin; null is now
   * @param log is told when the connection is lost and found
   */
  EventStream(Service service, List<String> topics, @Nullable String since, Consumer<String> log) {
    this.service = service;
    this.topics = topics;
    this.cursor = since;
    this.log = log;
  }

  private record Connection(WebSocket socket, BlockingQueue<Frame> frames) {}

  /** What came over the WebSocket. */
  sealed interface Frame {
    record Text(String text) implements Frame {}

    record Ping() implements Frame {}

    record End(String reason) implements Frame {}
  }

  /**
   * The next message; waits for it.
   *
   * @throws RefusedException when the server refuses to tell any
   */
  JsonNode next() throws InterruptedException {
    while (true) {
      try {
        JsonNode message = receive(connected());
        if (!message.path("cursor").asString("").isEmpty() && !message.path("id").isMissingNode()) {
          cursor = message.path("cursor").asString();
          return message;
        }
        handle(message);
      } catch (IOException e) {
        lost(e);
      }
    }
  }

  private Connection connected() throws IOException, InterruptedException {
    Connection open = connection;
    if (open == null) {
      open = connect();
      connection = open;
    }
    return open;
  }

  private Connection connect() throws IOException, InterruptedException {
    ObjectNode registration = JsonMapper.shared().createObjectNode().put("user_id", "tail");
    topics.forEach(registration.putArray("topics")::add);
    String url = service.post("register", registration).path("url").asString("");
    BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    try {
      WebSocket socket =
          service
              .http()
              .newWebSocketBuilder()
              .subprotocols("dropbell.v1.json")
              .buildAsync(URI.create(url), new FrameListener(frames))
              .join();
      socket.sendText(subscription(), true).join();
      return new Connection(socket, frames);
    } catch (CompletionException e) {
      throw new IOException(e.getCause() == null ? e : e.getCause());
    }
  }

  private String subscription() {
    ObjectNode wanted = JsonMapper.shared().createObjectNode();
    topics.forEach(wanted.putArray("topics")::add);
    if (cursor != null) {
      wanted.put("since", cursor);
    }
    return wanted.toString();
  }

  private static JsonNode receive(Connection from) throws IOException, InterruptedException {
    while (true) {
      Frame frame = from.frames().poll(SILENCE.toSeconds(), TimeUnit.SECONDS);
      switch (frame) {
        case null -> throw new IOException("the server is silent");
        case Frame.End end -> throw new IOException(end.reason());
        case Frame.Ping _ -> {}
        case Frame.Text text -> {
          from.socket().request(1);
          return JsonMapper.shared().readTree(text.text());
        }
      }
    }
  }

  private void handle(JsonNode frame) {
    if (frame.has("error")) {
      throw new RefusedException(frame.path("error").asString());
    }
    if (frame.path("type").asString("").equals("subscribed")) {
      subscribed(frame);
    }
  }

  private void subscribed(JsonNode answer) {
    if (failures > 0) {
      log.accept("connected again");
    }
    failures = 0;
    if (cursor != null && !answer.path("recovered").asBoolean(false)) {
      log.accept(
          "warning: the log no longer has all since %s; it begins with the oldest that is left"
              .formatted(cursor));
    }
    cursor = answer.path("cursor").asString(null);
  }

  private void lost(IOException why) throws InterruptedException {
    close();
    failures++;
    Duration pause = PAUSES.pause(failures, ThreadLocalRandom.current());
    log.accept(
        String.format(
            Locale.ROOT,
            "%s: %s; again in %.1f s",
            service.base(),
            PublishCommand.reason(why),
            pause.toMillis() / 1000.0));
    Thread.sleep(pause);
  }

  @Override
  public void close() {
    Connection open = connection;
    if (open != null) {
      open.socket().abort();
      connection = null;
    }
  }
}
