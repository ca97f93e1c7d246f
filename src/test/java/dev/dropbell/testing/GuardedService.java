package dev.dropbell.testing;

import dev.dropbell.security.NewToken;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The whole service with a token for each kind of caller, and requests in their names. */
public final class GuardedService implements AutoCloseable {

  private static final HttpClient http = HttpClient.newHttpClient();

  private final RunningService service;
  private final Map<String, String> tokens;

  private GuardedService(RunningService service, Map<String, String> tokens) {
    this.service = service;
    this.tokens = tokens;
  }

  /**
   * Starts it.
   *
   * @param callers the settings of each token but its hash, by its name: {@code scopes=read
   *     paths=/cams}
   */
  public static GuardedService start(Path root, Map<String, String> callers, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    Map<String, String> tokens = new HashMap<>();
    callers.forEach((name, settings) -> {
      NewToken token = NewToken.generate();
      String prefix = "--dropbell.security.tokens[%d].".formatted(tokens.size());
      all.add(prefix + "name=" + name);
      all.add(prefix + "hash=" + token.hash());
      for (String setting : settings.split(" ", -1)) {
        all.add(prefix + setting);
      }
      tokens.put(name, token.token());
    });
    return new GuardedService(
        RunningService.start(root, all.toArray(String[]::new)), Map.copyOf(tokens));
  }

  /** The service under it. */
  public RunningService service() {
    return service;
  }

  /** The token of this name; another text stands for itself, and null for none. */
  public @Nullable String token(@Nullable String nameOrToken) {
    return nameOrToken == null ? null : tokens.getOrDefault(nameOrToken, nameOrToken);
  }

  /** The token of this name, with another last character. */
  public String almost(String name) {
    String token = tokens.getOrDefault(name, name);
    char last = token.charAt(token.length() - 1);
    return token.substring(0, token.length() - 1) + (last == 'A' ? 'B' : 'A');
  }

  /** Asks in a caller's name. */
  public HttpResponse<String> get(@Nullable String caller, String path)
      throws IOException, InterruptedException {
    return send(caller, HttpRequest.newBuilder(service.http(path)));
  }

  /** Posts JSON in a caller's name. */
  public HttpResponse<String> post(@Nullable String caller, String path, String json)
      throws IOException, InterruptedException {
    return send(
        caller,
        HttpRequest.newBuilder(service.http(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  /** Sends what is prepared in a caller's name. */
  public HttpResponse<String> send(@Nullable String caller, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    String token = token(caller);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    service.close();
  }
}
