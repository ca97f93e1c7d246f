package dev.dropbell.relay;

import static java.util.Objects.requireNonNull;

import dev.dropbell.hub.TraceParent;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Reads the trace of a call from its header. One that is malformed, or comes twice, is none: a
 * publisher must not fail for the sake of its tracing.
 */
final class TraceParentResolver implements HandlerMethodArgumentResolver {

  static final String HEADER = "traceparent";
  static final String EXAMPLE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == TraceParent.class;
  }

  @Override
  public @Nullable TraceParent resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest webRequest,
      @Nullable WebDataBinderFactory binders) {
    Enumeration<String> headers =
        requireNonNull(webRequest.getNativeRequest(HttpServletRequest.class)).getHeaders(HEADER);
    if (!headers.hasMoreElements()) {
      return null;
    }
    TraceParent trace = TraceParent.parse(headers.nextElement());
    return headers.hasMoreElements() ? null : trace;
  }
}
