package dev.dropbell.client.command;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Dropbell server's REST API, as far as the commands need it. Thread-safe. */
final class Service {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int TOO_MANY_REQUESTS = 429;

  private final URI base;
  private final @Nullable String token;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  Service(URI base, @Nullable String token) {
    this.base = base;
    this.token = token;
  }

  HttpClient http() {
    return http;
  }

  URI base() {
    return base;
  }

  /**
   * Posts JSON and reads the answer.
   *
   * @throws RefusedException when the same request would be refused again
   * @throws IOException when another time it may not
   */
  JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    var response = http.send(request.build(), BodyHandlers.ofString());
    int status = response.statusCode();
    if (status / 100 == 4 && status != TOO_MANY_REQUESTS) {
      throw new RefusedException(detail(status, response.body()));
    }
    if (status != 200) {
      throw new IOException(detail(status, response.body()));
    }
    try {
      return JsonMapper.shared().readTree(response.body());
    } catch (JacksonException e) {
      throw new RefusedException(base + " does not answer like Dropbell");
    }
  }

  private static String detail(int status, String body) {
    try {
      String detail = JsonMapper.shared().readTree(body).path("detail").asString("");
      return detail.isEmpty() ? "HTTP " + status : "HTTP %d: %s".formatted(status, detail);
    } catch (JacksonException e) {
      return "HTTP " + status;
    }
  }
}
