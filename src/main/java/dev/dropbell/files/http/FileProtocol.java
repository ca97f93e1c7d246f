package dev.dropbell.files.http;

import java.time.Duration;
import org.apache.coyote.http11.Http11NioProtocol;

/**
 * HTTP/1.1 as the container speaks it, over {@link FileEndpoint}.
 *
 * <p>Public, with a public constructor, only because the container makes it.
 */
public final class FileProtocol extends Http11NioProtocol {

  private final FileEndpoint endpoint;

  /** For the container. */
  public FileProtocol() {
    this(new FileEndpoint());
  }

  private FileProtocol(FileEndpoint endpoint) {
    super(endpoint);
    this.endpoint = endpoint;
    endpoint.setHandler(new RequestBounds(endpoint.getHandler()));
  }

  /** To be called before it starts. */
  public void configure(HttpProperties limits, Handover handover) {
    endpoint.configure(limits, handover);
    // It is for a single read, so it must not come before our deadlines; without them it would let
    // somebody wait for ever who sends a byte now and then.
    setConnectionTimeout(Math.toIntExact(longer(limits).toMillis()));
  }

  private static Duration longer(HttpProperties limits) {
    return limits.headerTimeout().compareTo(limits.bodyTimeout()) > 0
        ? limits.headerTimeout()
        : limits.bodyTimeout();
  }
}
