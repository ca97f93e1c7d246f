package dev.dropbell.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dropbell.security.HttpRules.Nothing;
import dev.dropbell.security.HttpRules.Token;
import dev.dropbell.security.HttpRules.TokenOrLink;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks every HTTP request for its token (<a
 * href="https://www.rfc-editor.org/rfc/rfc6750#section-2.1">RFC 6750, section 2.1</a>), before
 * anything of it is read. Who calls is then known to whoever serves it, by {@link HttpCaller}.
 */
final class BearerFilter extends HttpFilter {

  private static final String SCHEME = "Bearer ";
  private static final String CHALLENGE = "Bearer realm=\"dropbell\"";
  private static final JsonMapper json = new JsonMapper();

  private final transient Tokens tokens;
  private final transient HttpRules rules;
  private final transient RefusalPages pages;

  BearerFilter(Tokens tokens, HttpRules rules, RefusalPages pages) {
    this.tokens = tokens;
    this.rules = rules;
    this.pages = pages;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (mayGoOn(request, response)) {
      chain.doFilter(request, response);
    }
  }

  private boolean mayGoOn(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!tokens.required()) {
      HttpCaller.set(request, Caller.anybody());
      return true;
    }
    try {
      return switch (rules.needOf(request)) {
        case Nothing() -> true;
        case Token(Scope scope) -> mayGoOn(scope, request, response);
        case TokenOrLink(Scope scope) ->
            HttpCaller.isByLink(request) || mayGoOn(scope, request, response);
      };
    } catch (NotAdmittedException e) {
      return refuse(e, request, response);
    }
  }

  private boolean mayGoOn(Scope scope, HttpServletRequest request, HttpServletResponse response)
      throws IOException, NotAdmittedException {
    Caller caller = tokens.authenticate(token(request), address(request));
    HttpCaller.set(request, caller);
    return caller.may(scope) || refuse(caller, scope, request, response);
  }

  private boolean refuse(
      Caller caller, Scope scope, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader(
        HttpHeaders.WWW_AUTHENTICATE,
        CHALLENGE + ", error=\"insufficient_scope\", scope=\"%s\"".formatted(scope.wireName()));
    return answer(HttpStatus.FORBIDDEN, caller.lacks(scope), request, response);
  }

  private boolean refuse(
      NotAdmittedException e, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (e.retryAfter().isPresent()) {
      long seconds = e.retryAfter().get().toSeconds();
      response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
      return answer(
          HttpStatus.TOO_MANY_REQUESTS,
          "From this address came " + e.getMessage() + ".",
          request,
          response);
    }
    response.setHeader(
        HttpHeaders.WWW_AUTHENTICATE,
        token(request) == null ? CHALLENGE : CHALLENGE + ", error=\"invalid_token\"");
    return answer(
        HttpStatus.UNAUTHORIZED,
        "The " + e.getMessage() + "; send Authorization: Bearer <token> with a right one.",
        request,
        response);
  }

  /** Always false: the request ends here. */
  private boolean answer(
      HttpStatus status, String detail, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (pages.answer(request, response, status, detail)) {
      return false;
    }
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("title", status.getReasonPhrase());
    problem.put("status", status.value());
    problem.put("detail", detail);
    problem.put("instance", request.getRequestURI());
    byte[] body = json.writeValueAsString(problem).getBytes(UTF_8);
    response.setStatus(status.value());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
    return false;
  }

  private static @Nullable String token(HttpServletRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? header.substring(SCHEME.length()).strip()
        : null;
  }

  /** Behind a trusted proxy the client's, as the container has found out. */
  private static InetAddress address(HttpServletRequest request) {
    try {
      return InetAddress.ofLiteral(request.getRemoteAddr());
    } catch (IllegalArgumentException e) {
      return unknownAddress(); // what a proxy has written is no address
    }
  }

  private static InetAddress unknownAddress() {
    try {
      return InetAddress.getByAddress(new byte[4]);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
