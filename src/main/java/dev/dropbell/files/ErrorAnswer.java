package dev.dropbell.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dropbell.security.RefusalPages;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers what cannot be served: as a page to who asks for HTML, as a problem (RFC 9457) to the
 * others. Thread-safe.
 */
final class ErrorAnswer implements RefusalPages {

  private final JsonMapper mapper;

  ErrorAnswer(JsonMapper mapper) {
    this.mapper = mapper;
  }

  /**
   * Who asks for a file without a right token is told as whoever asks for one that is not there.
   */
  @Override
  public boolean answer(
      HttpServletRequest request, HttpServletResponse response, HttpStatus status, String detail)
      throws IOException {
    if (!request.getServletPath().equals(FilesServlet.PATH)) {
      return false;
    }
    send(request, response, status, detail);
    return true;
  }

  void send(HttpServletRequest request, HttpServletResponse response, HttpStatus status)
      throws IOException {
    send(request, response, status, sentence(status));
  }

  /**
   * Answers.
   *
   * @param detail what to change, for people
   */
  void send(
      HttpServletRequest request, HttpServletResponse response, HttpStatus status, String detail)
      throws IOException {
    boolean html = Accept.html(request);
    response.setStatus(status.value());
    response.addHeader("Vary", "Accept");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    byte[] body = html ? page(response, status, detail) : problem(request, status, detail);
    response.setHeader(
        "Content-Type",
        html ? "text/html;charset=UTF-8" : MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private static byte[] page(HttpServletResponse response, HttpStatus status, String detail) {
    response.setHeader("Content-Security-Policy", Page.POLICY);
    return Page.error(status.value(), status.getReasonPhrase(), detail).getBytes(UTF_8);
  }

  private byte[] problem(HttpServletRequest request, HttpStatus status, String detail) {
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("title", status.getReasonPhrase());
    problem.put("status", status.value());
    problem.put("detail", detail);
    // Null where not even that much of the request was understood.
    String path = request.getRequestURI();
    if (path != null) {
      problem.put("instance", path);
    }
    return mapper.writeValueAsBytes(problem);
  }

  static String sentence(HttpStatus status) {
    return switch (status) {
      case NOT_FOUND -> "There is no such file or directory here.";
      case METHOD_NOT_ALLOWED -> "Files are read here: use GET or HEAD.";
      case CONTENT_TOO_LARGE -> "The request is too large; send less.";
      case FORBIDDEN -> "The token does not allow this path.";
      case PRECONDITION_FAILED -> "The file has changed since.";
      case REQUESTED_RANGE_NOT_SATISFIABLE -> "The file has no such range of bytes.";
      case BAD_REQUEST -> "The request is malformed; check its path, headers and body.";
      default ->
          status.is5xxServerError()
              ? "Something went wrong on our side; try again later."
              : "The request cannot be answered; check its path, headers and body.";
    };
  }
}
