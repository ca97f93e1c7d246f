package dev.dropbell.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Speaks HTTP and WebSocket to one server, packet by packet; knows hardly anything of it. */
final class RawClient {

  static final String VERSION = "EIO=4";

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
  RawSocket connect() {
    RawSocket socket = socket(VERSION + "&transport=websocket");
    assertThat(socket.next()).startsWith("0{");
    return socket;
  }

  /** A WebSocket that may become the transport of a polling session. */
  RawSocket probe(String sid) {
    return socket(VERSION + "&transport=websocket&sid=" + sid);
  }

  /**
   * A WebSocket.
   *
   * @param headers names and values in turn
   * @throws RawSocket.RefusedException when the server does not want it
   */
  RawSocket socket(String query, String... headers) {
    return RawSocket.open(port, path + "?" + query, headers);
  }

  /** The status with which a WebSocket is refused. */
  int refusedSocket(String query, String... headers) {
    try {
      socket(query, headers);
      return fail("WebSocket was accepted: " + query);
    } catch (RawSocket.RefusedException e) {
      return e.status();
    }
  }

  private static String session(String sid) {
    return VERSION + "&transport=polling&sid=" + sid;
  }

  private HttpRequest.Builder request(String query) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path + "?" + query));
  }
}
