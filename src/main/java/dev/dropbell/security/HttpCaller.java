package dev.dropbell.security;

import jakarta.servlet.http.HttpServletRequest;

/** Who sent an HTTP request. */
public final class HttpCaller {

  /** The parameter of a link that opens what it names to whoever has it. */
  public static final String SIGNATURE = "signature";

  private static final String ATTRIBUTE = HttpCaller.class.getName();

  private HttpCaller() {}

  /**
   * The caller of a request to a path that needs a scope.
   *
   * @throws IllegalStateException when its path is open to anybody, or it comes by a link: then
   *     nobody was asked
   */
  public static Caller of(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof Caller caller) {
      return caller;
    }
    throw new IllegalStateException("nobody was asked who calls " + request.getRequestURI());
  }

  /**
   * Whether a request comes by a link, which counts in place of any token: it has no caller, and
   * only whoever serves it can tell whether the link is right. A link reads and does nothing else.
   */
  public static boolean isByLink(HttpServletRequest request) {
    return request.getQueryString() != null
        && (request.getMethod().equals("GET") || request.getMethod().equals("HEAD"))
        && request.getParameter(SIGNATURE) != null;
  }

  static void set(HttpServletRequest request, Caller caller) {
    request.setAttribute(ATTRIBUTE, caller);
  }
}
