package dev.dropbell.security;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which web pages may talk to us from a browser: REST, WebSocket and Socket.IO alike.
 *
 * @param allowedOrigins origins such as {@code https://example.org} (scheme, host, and port unless
 *     it is the scheme's own), or {@code *} for any; credentials are never allowed
 */
@ConfigurationProperties("dropbell")
public record AllowedOrigins(@DefaultValue("*") List<String> allowedOrigins) {

  private static final String ANY = "*";

  /** Checks that each is {@code *} or scheme://host[:port]. */
  public AllowedOrigins {
    for (String origin : allowedOrigins) {
      if (!origin.equals(ANY) && !origin.matches("[a-z][a-z0-9+.-]*://[^/?#]+")) {
        throw new IllegalArgumentException(
            "dropbell.allowed-origins: '%s' is no origin; write scheme://host[:port], such as https://example.org, or *"
                .formatted(origin));
      }
    }
    allowedOrigins = List.copyOf(allowedOrigins);
  }

  /**
   * Whether a request with this {@code Origin} header may go on.
   *
   * @param origin null when there is none, as with every client that is no browser: allowed
   */
  public boolean allows(@Nullable String origin) {
    return origin == null || allowsAny() || allowedOrigins.contains(origin);
  }

  /** Whether every origin is allowed. */
  public boolean allowsAny() {
    return allowedOrigins.contains(ANY);
  }
}
