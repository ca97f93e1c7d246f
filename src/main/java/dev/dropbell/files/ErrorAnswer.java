package dev.dropbell.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers what cannot be served: as a page to who asks for HTML, as a problem (RFC 9457) to the
 * others. Thread-safe.
 */
final class ErrorAnswer {

  private final JsonMapper mapper;

  ErrorAnswer(JsonMapper mapper) {
    this.mapper = mapper;
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
    response.setHeader("Vary", "Accept");
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
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setInstance(URI.create(request.getRequestURI()));
    return mapper.writeValueAsBytes(problem);
  }

  static String sentence(HttpStatus status) {
    return switch (status) {
      case NOT_FOUND -> "There is no such file or directory here.";
      case METHOD_NOT_ALLOWED -> "Files are read here: use GET or HEAD.";
      case FORBIDDEN -> "You may not read this.";
      case UNAUTHORIZED -> "A token is needed to read this.";
      case PRECONDITION_FAILED -> "The file has changed since.";
      case REQUESTED_RANGE_NOT_SATISFIABLE -> "The file has no such range of bytes.";
      case BAD_REQUEST -> "The address is malformed; check how it is encoded.";
      default ->
          status.is5xxServerError()
              ? "Something went wrong on our side; try again later."
              : "The request cannot be answered.";
    };
  }
}
