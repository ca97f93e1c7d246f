package dev.dropbell.relay;

import dev.dropbell.hub.EventLogException;
import dev.dropbell.hub.InvalidCursorException;
import dev.dropbell.hub.InvalidTopicException;
import dev.dropbell.security.NotAllowedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Answers every error of a request as RFC 9457 says, with a detail that tells what to change. */
@RestControllerAdvice
final class ProblemAdvice extends ResponseEntityExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

  private static final String RETRY_SECONDS = "5";

  @ExceptionHandler({
    InvalidBodyException.class,
    InvalidTopicException.class,
    InvalidCursorException.class
  })
  ResponseEntity<Object> invalid(RuntimeException e, WebRequest request) {
    return problem(HttpStatus.BAD_REQUEST, e.getMessage(), new HttpHeaders(), e, request);
  }

  @ExceptionHandler
  ResponseEntity<Object> tooLarge(BodyTooLargeException e, WebRequest request) {
    return problem(HttpStatus.CONTENT_TOO_LARGE, e.getMessage(), new HttpHeaders(), e, request);
  }

  @ExceptionHandler
  ResponseEntity<Object> unknown(UnknownRegistrationException e, WebRequest request) {
    return problem(HttpStatus.NOT_FOUND, e.getMessage(), new HttpHeaders(), e, request);
  }

  @ExceptionHandler
  ResponseEntity<Object> notAllowed(NotAllowedException e, WebRequest request) {
    return problem(HttpStatus.FORBIDDEN, e.getMessage(), new HttpHeaders(), e, request);
  }

  @ExceptionHandler
  ResponseEntity<Object> conflict(IdempotencyConflictException e, WebRequest request) {
    return problem(HttpStatus.CONFLICT, e.getMessage(), new HttpHeaders(), e, request);
  }

  @ExceptionHandler
  ResponseEntity<Object> upgradeRequired(UpgradeRequiredException e, WebRequest request) {
    HttpHeaders headers = new HttpHeaders();
    headers.set(HttpHeaders.UPGRADE, "websocket");
    headers.set(HttpHeaders.CONNECTION, "Upgrade");
    headers.set(Handshake.VERSION_HEADER, "13");
    return problem(HttpStatus.UPGRADE_REQUIRED, e.getMessage(), headers, e, request);
  }

  @ExceptionHandler({TooManyRegistrationsException.class, PublishFailedException.class})
  ResponseEntity<Object> unavailable(RuntimeException e, WebRequest request) {
    HttpHeaders headers = new HttpHeaders();
    headers.set(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
    return problem(HttpStatus.SERVICE_UNAVAILABLE, e.getMessage(), headers, e, request);
  }

  @ExceptionHandler
  ResponseEntity<Object> unreadable(EventLogException e, WebRequest request) {
    log.error("the log was not read: {}", request.getDescription(false), e);
    return unavailable(
        new PublishFailedException("The log cannot be read; try again later.", e), request);
  }

  @ExceptionHandler
  ResponseEntity<Object> unexpected(Exception e, WebRequest request) {
    log.error("request failed: {}", request.getDescription(false), e);
    return problem(
        HttpStatus.INTERNAL_SERVER_ERROR,
        ProblemDetails.of(HttpStatus.INTERNAL_SERVER_ERROR),
        new HttpHeaders(),
        e,
        request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpRequestMethodNotSupported(
      HttpRequestMethodNotSupportedException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    String[] supported = e.getSupportedMethods();
    return problem(
        status,
        "Method %s is not supported here; use %s."
            .formatted(
                e.getMethod(), supported == null ? "another" : String.join(" or ", supported)),
        headers,
        e,
        request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMediaTypeNotSupported(
      HttpMediaTypeNotSupportedException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return problem(
        status,
        "The content type is %s; send %s."
            .formatted(
                e.getContentType() == null ? "missing" : e.getContentType(),
                MediaType.toString(e.getSupportedMediaTypes())),
        headers,
        e,
        request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMediaTypeNotAcceptable(
      HttpMediaTypeNotAcceptableException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return problem(
        status,
        "The answer is %s; accept that.".formatted(MediaType.toString(e.getSupportedMediaTypes())),
        headers,
        e,
        request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleNoResourceFoundException(
      NoResourceFoundException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    return problem(status, ProblemDetails.of(HttpStatus.NOT_FOUND), headers, e, request);
  }

  private ResponseEntity<Object> problem(
      HttpStatusCode status,
      @Nullable String detail,
      HttpHeaders headers,
      Exception e,
      WebRequest request) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
    ResponseEntity<Object> answer = handleExceptionInternal(e, problem, headers, status, request);
    // Null when the answer has begun already; there is nothing left to say then.
    return answer == null ? ResponseEntity.status(status).build() : answer;
  }
}
