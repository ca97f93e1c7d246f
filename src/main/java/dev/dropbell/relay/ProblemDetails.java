package dev.dropbell.relay;

import org.springframework.http.HttpStatus;

/** What to tell a client when only the status is known. */
final class ProblemDetails {

  private ProblemDetails() {}

  static String of(HttpStatus status) {
    return switch (status) {
      case NOT_FOUND -> "There is nothing at this path; /swagger-ui.html describes what there is.";
      case METHOD_NOT_ALLOWED -> "This path does not take this method.";
      case CONTENT_TOO_LARGE -> "The request is too large; send less.";
      case FORBIDDEN ->
          "This origin is not allowed; an operator can add it to dropbell.allowed-origins.";
      default ->
          status.is5xxServerError()
              ? "Something went wrong on our side; try again later, and tell the operator if it stays."
              : "The request is malformed; check its path, headers and body.";
    };
  }
}
