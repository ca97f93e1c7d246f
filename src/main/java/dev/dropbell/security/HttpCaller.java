package dev.dropbell.security;

import jakarta.servlet.http.HttpServletRequest;

/** Who sent an HTTP request. */
public final class HttpCaller {

  private static final String ATTRIBUTE = HttpCaller.class.getName();

  private HttpCaller() {}

  /**
   * The caller of a request to a path that needs a scope.
   *
   * @throws IllegalStateException when its path is open to anybody, who was not asked
   */
  public static Caller of(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof Caller caller) {
      return caller;
    }
    throw new IllegalStateException("nobody was asked who calls " + request.getRequestURI());
  }

  static void set(HttpServletRequest request, Caller caller) {
    request.setAttribute(ATTRIBUTE, caller);
  }
}
