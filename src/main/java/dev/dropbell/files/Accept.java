package dev.dropbell.files;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** Which form of an answer a client would rather have (RFC 9110, 12.5.1). */
final class Accept {

  private Accept() {}

  /** Whether it asks for JSON, by name, at least as much as for HTML. */
  static boolean json(HttpServletRequest request) {
    double json = quality(request, MediaType.APPLICATION_JSON);
    return json > 0 && json >= quality(request, MediaType.TEXT_HTML);
  }

  /** Whether it asks for HTML, by name, more than for JSON: a browser does. */
  static boolean html(HttpServletRequest request) {
    double html = quality(request, MediaType.TEXT_HTML);
    return html > 0
        && html >= quality(request, MediaType.APPLICATION_JSON)
        && html >= quality(request, MediaType.APPLICATION_PROBLEM_JSON);
  }

  /** 0 when it is not named. */
  private static double quality(HttpServletRequest request, MediaType wanted) {
    return accepted(request).stream()
        .filter(wanted::equalsTypeAndSubtype)
        .mapToDouble(MediaType::getQualityValue)
        .max()
        .orElse(0);
  }

  private static List<MediaType> accepted(HttpServletRequest request) {
    String first = request.getHeader("Accept");
    if (first == null || first.equals("*/*")) {
      return List.of();
    }
    try {
      return MediaType.parseMediaTypes(Collections.list(request.getHeaders("Accept")));
    } catch (InvalidMediaTypeException e) {
      return List.of();
    }
  }
}
