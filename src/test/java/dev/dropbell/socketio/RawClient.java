package dev.dropbell.socketio;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Speaks HTTP and WebSocket to one server, packet by packet, and knows nothing of the protocol. */
final class RawClient {

  static final String VERSION = "EIO=4";

  private static final int PATIENCE_SECONDS = 10;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final int port;
  private final String path;

  RawClient(int port, String path) {
    this.port = port;
    this.path = path;
  }

  /** Opens a polling session; the result is its sid. */
  String open() {
    String body = get(VERSION + "&transport=polling").body();
    assertThat(body).startsWith("0{\"sid\":\"");
    return body.split("\"", -1)[3];
  }

  HttpResponse<String> poll(String sid) {
    return get(session(sid));
  }

  CompletableFuture<HttpResponse<String>> pollAsync(String sid) {
    return HTTP.sendAsync(request(session(sid)).GET().build(), BodyHandlers.ofString());
  }

  HttpResponse<String> post(String sid, String body) {
    return send("POST", session(sid), body);
  }

  HttpResponse<String> get(String query) {
    return send("GET", query, null);
  }

  /**
   * Sends a request.
   *
   * @param headers names and values in turn
   */
  HttpResponse<String> send(String method, String query, @Nullable String body, String... headers) {
    HttpRequest.Builder request =
        request(query)
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.sendAsync(request.build(), BodyHandlers.ofString()).join();
  }

  /** A WebSocket that begins a session, after its handshake packet. */
  Socket connect() {
    Socket socket = socket(VERSION + "&transport=websocket");
    assertThat(socket.next()).startsWith("0{");
    return socket;
  }

  /** A WebSocket that may become the transport of a polling session. */
  Socket probe(String sid) {
    return socket(VERSION + "&transport=websocket&sid=" + sid);
  }

  /** A WebSocket whose handshake succeeds. */
  Socket socket(String query, String... headers) {
    Socket socket = new Socket();
    WebSocket.Builder builder = HTTP.newWebSocketBuilder();
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    socket.webSocket =
        builder
            .buildAsync(URI.create("ws://127.0.0.1:" + port + path + "?" + query), socket)
            .join();
    return socket;
  }

  /** The status with which a WebSocket is refused. */
  int refusedSocket(String query, String... headers) {
    try {
      socket(query, headers);
      return fail("WebSocket was accepted: " + query);
    } catch (CompletionException e) {
      return e.getCause() instanceof WebSocketHandshakeException refused
          ? refused.getResponse().statusCode()
          : fail("WebSocket failed", e);
    }
  }

  private static String session(String sid) {
    return VERSION + "&transport=polling&sid=" + sid;
  }

  private HttpRequest.Builder request(String query) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path + "?" + query));
  }

  /** One WebSocket. What comes is queued in its order. */
  static final class Socket implements WebSocket.Listener {

    private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private @Nullable WebSocket webSocket;

    Socket send(String packet) {
      webSocket().sendText(packet, true).join();
      return this;
    }

    Socket send(byte[] packet) {
      webSocket().sendBinary(ByteBuffer.wrap(packet), true).join();
      return this;
    }

    /** The next text packet, heartbeats included. */
    String next() {
      return (String) take();
    }

    byte[] nextBinary() {
      return (byte[]) take();
    }

    /** The next text packet that is no ping; pings are answered. */
    String nextMessage() {
      String packet = next();
      while (packet.equals("2")) {
        send("3");
        packet = next();
      }
      return packet;
    }

    /** What came so far besides pings. */
    List<Object> messages() {
      List<Object> all = new ArrayList<>(received);
      all.remove("2");
      return all;
    }

    /** Takes the text packets that came so far. */
    List<String> drain() {
      List<Object> all = new ArrayList<>();
      received.drainTo(all);
      return all.stream().map(String.class::cast).toList();
    }

    /** Waits until the server has closed it, and tells with which code. */
    int awaitClosed() {
      return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    boolean isOpen() {
      return !closed.isDone();
    }

    void close() {
      webSocket().sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    /** As if the network were cut. */
    void abort() {
      webSocket().abort();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        received.add(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
      byte[] part = new byte[data.remaining()];
      data.get(part);
      bytes.writeBytes(part);
      if (last) {
        received.add(bytes.toByteArray());
        bytes.reset();
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      closed.complete(code);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      closed.complete(-1);
    }

    private Object take() {
      try {
        Object packet = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return packet == null ? fail("nothing came; closed with code " + closed.getNow(0)) : packet;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private WebSocket webSocket() {
      return requireNonNull(webSocket);
    }
  }
}
