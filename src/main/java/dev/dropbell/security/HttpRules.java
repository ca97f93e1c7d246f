package dev.dropbell.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.RequestPath;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Which scope a path needs. The first rule that matches counts, and what none matches needs {@link
 * Scope#ADMIN}: a path that somebody adds and forgets here is shut, not open.
 *
 * <p><b>Two paths.</b> The container chooses a servlet by the path that it has decoded and
 * normalised; Spring MVC chooses a controller by the path as it was sent. {@code
 * /assets/../files/a.jpg} is a file to the one and part of the page to the other. A request whose
 * two paths need different things is not served to anybody but {@link Scope#ADMIN}. Immutable.
 */
final class HttpRules {

  /** What a path needs. */
  sealed interface Need {}

  /** Nothing: anybody may. */
  record Nothing() implements Need {}

  /** A token with this scope. */
  record Token(Scope scope) implements Need {}

  /** A token with this scope, or in its place a link, which whoever serves the path judges. */
  record TokenOrLink(Scope scope) implements Need {}

  private record Rule(PathPattern path, Need need) {}

  /** For a path in which {@code %} and {@code ;} are ordinary characters. */
  private static final PathContainer.Options DECODED = PathContainer.Options.create('/', false);

  private static final Need NOTHING = new Nothing();
  private static final Need ADMIN = new Token(Scope.ADMIN);

  private final List<Rule> rules = new ArrayList<>();

  private HttpRules() {}

  /**
   * The port of REST, WebSocket and the dashboard, whose page is open and useless without a token.
   *
   * @param actuator the actuator's base path, such as {@code /actuator}
   */
  static HttpRules main(String actuator) {
    return new HttpRules()
        .with(NOTHING, "/health", actuator + "/health", actuator + "/health/**")
        .with(NOTHING, "/", "/index.html", "/assets/**", "/bell.svg", "/dashboard.json")
        .with(NOTHING, "/v3/api-docs", "/v3/api-docs/**", "/v3/api-docs.yaml")
        .with(NOTHING, "/swagger-ui.html", "/swagger-ui/**")
        .with(NOTHING, "/ws/{id}") // the id is the capability
        .with(new Token(Scope.SUBSCRIBE), "/register", "/register/{id}", "/events", "/uploads")
        .with(new Token(Scope.PUBLISH), "/publish")
        .with(new TokenOrLink(Scope.READ), "/files", "/files/**");
  }

  /** A management port of its own, where probes and Prometheus come without a token. */
  static HttpRules management(String actuator) {
    return new HttpRules()
        .with(NOTHING, actuator + "/health", actuator + "/health/**", actuator + "/prometheus");
  }

  /** What a request needs, whoever is going to serve it. */
  Need needOf(HttpServletRequest request) {
    Need asSent =
        needOf(
            RequestPath.parse(request.getRequestURI(), request.getContextPath())
                .pathWithinApplication());
    String pathInfo = request.getPathInfo();
    String mapped = request.getServletPath() + (pathInfo == null ? "" : pathInfo);
    return asSent.equals(needOf(PathContainer.parsePath(mapped, DECODED))) ? asSent : ADMIN;
  }

  private Need needOf(PathContainer path) {
    return rules.stream()
        .filter(rule -> rule.path().matches(path))
        .findFirst()
        .map(Rule::need)
        .orElse(ADMIN);
  }

  private HttpRules with(Need need, String... patterns) {
    for (String pattern : patterns) {
      rules.add(new Rule(PathPatternParser.defaultInstance.parse(pattern), need));
    }
    return this;
  }
}
