package dev.dropbell.relay;

import static java.util.Objects.requireNonNull;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Reads the body of a call into {@link JsonFields}, and no more of it than it may have. */
final class JsonBodyResolver implements HandlerMethodArgumentResolver {

  private static final int MAX_BODY_BYTES = 1024 * 1024;

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == JsonFields.class;
  }

  @Override
  public JsonFields resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest webRequest,
      @Nullable WebDataBinderFactory binders) {
    return JsonFields.parse(
        read(requireNonNull(webRequest.getNativeRequest(HttpServletRequest.class))));
  }

  private static byte[] read(HttpServletRequest request) {
    if (request.getContentLengthLong() > MAX_BODY_BYTES) {
      throw new BodyTooLargeException(MAX_BODY_BYTES);
    }
    try {
      // A chunked body tells its length only by ending.
      byte[] body = request.getInputStream().readNBytes(MAX_BODY_BYTES + 1);
      if (body.length > MAX_BODY_BYTES) {
        throw new BodyTooLargeException(MAX_BODY_BYTES);
      }
      return body;
    } catch (IOException e) {
      throw new InvalidBodyException("The body broke off; send all of it.");
    }
  }
}
