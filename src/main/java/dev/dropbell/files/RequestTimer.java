package dev.dropbell.files;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.http.Outcome;
import io.micrometer.observation.ObservationRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.web.filter.ServerHttpObservationFilter;

/**
 * Measures HTTP requests as {@code http.server.requests}. Thread-safe.
 *
 * <p>An observation of Spring's, with its context, conventions and handlers, takes a twentieth of a
 * small file's request, and does not know what was asked for where no controller answers. So
 * requests for files are timed here, under the same name with the same tags.
 */
final class RequestTimer extends ServerHttpObservationFilter {

  private static final String NAME = "http.server.requests";
  private static final String NONE = "none";

  private final MeterRegistry meters;
  private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

  /** Strangers choose the method; so only ours are told apart. */
  private enum Method {
    GET,
    HEAD,
    UNKNOWN
  }

  private record Kind(Method method, int status, String exception) {}

  RequestTimer(ObservationRegistry observations, MeterRegistry meters) {
    super(observations);
    this.meters = meters;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (!request.getRequestURI().startsWith(FilesServlet.PATH + '/')) {
      super.doFilterInternal(request, response, chain);
      return;
    }
    long begin = System.nanoTime();
    String exception = NONE;
    try {
      chain.doFilter(request, response);
    } catch (ServletException | IOException | RuntimeException | Error e) {
      exception = e.getClass().getSimpleName();
      response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR); // as it will be, if it can
      throw e;
    } finally {
      timers
          .computeIfAbsent(new Kind(method(request), response.getStatus(), exception), this::timer)
          .record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
    }
  }

  private static Method method(HttpServletRequest request) {
    return switch (request.getMethod()) {
      case "GET" -> Method.GET;
      case "HEAD" -> Method.HEAD;
      default -> Method.UNKNOWN;
    };
  }

  private Timer timer(Kind kind) {
    return Timer.builder(NAME)
        .tag("method", kind.method().name())
        .tag("uri", FilesServlet.PATH + "/**")
        .tag("status", Integer.toString(kind.status()))
        .tag("outcome", Outcome.forStatus(kind.status()).name())
        .tag("exception", kind.exception())
        .tag("error", kind.exception())
        .register(meters);
  }
}
