package dev.dropbell.client.command;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that speaks HTTP. */
final class HttpOptions {

  private static final String DEFAULT_URL = "http://127.0.0.1:8000";

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The server (default: DROPBELL_URL, or " + DEFAULT_URL + ").")
  private @Nullable String url;

  /**
   * Whom they name.
   *
   * @throws IllegalArgumentException when that is no URL
   */
  Service service(Surroundings surroundings) {
    String fromEnvironment = surroundings.variable("DROPBELL_URL");
    String named = url != null ? url : fromEnvironment != null ? fromEnvironment : DEFAULT_URL;
    URI base = URI.create(named.endsWith("/") ? named : named + '/');
    if (base.getHost() == null || !String.valueOf(base.getScheme()).matches("https?")) {
      throw new IllegalArgumentException(
          "'%s' is no URL of a server; write http://host:port.".formatted(named));
    }
    return new Service(base, surroundings.variable("DROPBELL_TOKEN"));
  }
}
