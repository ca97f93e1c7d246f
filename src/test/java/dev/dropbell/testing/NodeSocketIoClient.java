package dev.dropbell.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The official socket.io-client in a Node process of its own: what a browser runs. Close it to end
 * the process.
 *
 * <p>Safe for concurrent use.
 */
public final class NodeSocketIoClient implements AutoCloseable {

  /** Which transports the client may use, in the order in which it tries them. */
  public enum Transports {
    /** A WebSocket from the start. */
    WEBSOCKET,
    /** HTTP long-polling only. */
    POLLING,
    /** Long-polling that upgrades to a WebSocket: what a client does by default. */
    UPGRADE;

    private List<String> names() {
      return switch (this) {
        case WEBSOCKET -> List.of("websocket");
        case POLLING -> List.of("polling");
        case UPGRADE -> List.of("polling", "websocket");
      };
    }
  }

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Process process;
  private final Writer commands;
  private final List<JsonNode> happenings = new CopyOnWriteArrayList<>();
  private final AtomicInteger acks = new AtomicInteger();

  private NodeSocketIoClient(Process process) {
    this.process = process;
    this.commands = process.outputWriter(UTF_8);
    Thread.ofVirtual().start(() -> read(process.inputReader(UTF_8)));
  }

  /** Connects to the main namespace over a WebSocket, and waits until it is in. */
  public static NodeSocketIoClient connect(int port) {
    return connect(port, Transports.WEBSOCKET, null);
  }

  /**
   * Connects to the main namespace and waits until it is in.
   *
   * @param auth what the handshake carries; null for nothing
   */
  public static NodeSocketIoClient connect(
      int port, Transports transports, @Nullable Map<String, ?> auth) {
    NodeSocketIoClient client = start(port, transports, auth, Map.of());
    client.id();
    return client;
  }

  /**
   * Begins to connect.
   *
   * @param extraHeaders such as {@code Origin}
   */
  public static NodeSocketIoClient start(
      int port,
      Transports transports,
      @Nullable Map<String, ?> auth,
      Map<String, String> extraHeaders) {
    return start(launch(Map.of()), "http", port, transports, auth, extraHeaders);
  }

  /** Connects by TLS, trusting this certificate and no other, and waits until it is in. */
  public static NodeSocketIoClient connectByTls(
      int port, Transports transports, SelfSigned certificate) {
    Map<String, String> trust = Map.of("NODE_EXTRA_CA_CERTS", certificate.pem().toString());
    NodeSocketIoClient client = start(launch(trust), "https", port, transports, null, Map.of());
    client.id();
    return client;
  }

  private static NodeSocketIoClient start(
      NodeSocketIoClient client,
      String scheme,
      int port,
      Transports transports,
      @Nullable Map<String, ?> auth,
      Map<String, String> extraHeaders) {
    Map<String, Object> options = new HashMap<>();
    options.put("transports", transports.names());
    options.put("extraHeaders", extraHeaders);
    options.put("reconnectionDelay", 20);
    if (auth != null) {
      options.put("auth", auth);
    }
    String url = scheme + "://127.0.0.1:" + port;
    client.command(Map.of("op", "connect", "url", url, "options", options));
    return client;
  }

  private static NodeSocketIoClient launch(Map<String, String> environment) {
    Path base = Path.of(System.getProperty("dropbell.basedir", System.getProperty("user.dir")));
    ProcessBuilder node =
        new ProcessBuilder(
                "node",
                base.resolve("src/test/e2e/socketio-client.mjs").toString(),
                base.resolve("src/main/dashboard").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    node.environment().putAll(environment);
    try {
      return new NodeSocketIoClient(node.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its {@code socket.id} of the latest connection; waits for the first. */
  public String id() {
    return latest("connect").path("id").stringValue();
  }

  /** The message of the latest {@code connect_error}; waits for the first. */
  public String connectError() {
    return latest("connect_error").path("message").stringValue();
  }

  /** The transport that it has upgraded to; waits until it has. */
  public String upgradedTo() {
    return latest("upgrade").path("transport").stringValue();
  }

  /** The reason of the latest disconnect; waits for the first. */
  public String disconnectReason() {
    return latest("disconnect").path("reason").stringValue();
  }

  /** How often it has connected. */
  public int connects() {
    return (int) happenings.stream().filter(isOf("connect")).count();
  }

  /** Emits an event that asks for no answer. */
  public void emit(String event, Object... args) {
    command(Map.of("op", "emit", "event", event, "args", List.of(args)));
  }

  /** Emits an event and waits for its ack; the result is the array of the ack's arguments. */
  public JsonNode emitWithAck(String event, Object... args) {
    int ack = acks.incrementAndGet();
    command(Map.of("op", "emit", "event", event, "args", List.of(args), "ack", ack));
    return first(h -> isOf("ack").test(h) && h.path("ack").asInt() == ack).path("args");
  }

  /** Joins a room and waits until it has. The result is the ack's argument. */
  public JsonNode join(String room) {
    return emitWithAck("join_room", Map.of("room", room)).path(0);
  }

  /** The first arguments of the events of this name that have come so far. */
  public List<JsonNode> received(String event) {
    return happenings.stream().filter(isEvent(event)).map(h -> h.path("args").path(0)).toList();
  }

  /** The names of all events that have come so far, in their order. */
  public List<String> receivedEvents() {
    return happenings.stream().filter(isOf("event")).map(h -> h.path("event").asString()).toList();
  }

  /** The first argument of the first event of this name; waits for it. */
  public JsonNode awaitEvent(String event) {
    return first(isEvent(event)).path("args").path(0);
  }

  /** Leaves, so that the server learns of it; does not come back by itself. */
  public void disconnect() {
    command(Map.of("op", "disconnect"));
  }

  /** Comes back after {@link #disconnect}. */
  public void connectAgain() {
    command(Map.of("op", "connect-again"));
  }

  /** Loses its connection; comes back by itself. */
  public void drop() {
    command(Map.of("op", "drop"));
  }

  @Override
  public void close() {
    try (commands) {
      commands.flush();
    } catch (IOException alreadyGone) {
      // It has ended by itself.
    }
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private JsonNode latest(String type) {
    first(isOf(type));
    return happenings.stream().filter(isOf(type)).toList().getLast();
  }

  private JsonNode first(Predicate<JsonNode> wanted) {
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> happenings.stream().filter(wanted).findFirst(), found -> found.isPresent())
        .orElseThrow();
  }

  private static Predicate<JsonNode> isOf(String type) {
    return h -> h.path("type").asString().equals(type);
  }

  private static Predicate<JsonNode> isEvent(String event) {
    return h -> isOf("event").test(h) && h.path("event").asString().equals(event);
  }

  private synchronized void command(Map<String, ?> command) {
    try {
      commands.write(JSON.writeValueAsString(command) + "\n");
      commands.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(BufferedReader lines) {
    lines.lines().map(JSON::readTree).forEach(happenings::add);
  }
}
