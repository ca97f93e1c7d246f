package dev.dropbell.relay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * Answers errors that Tomcat finds before any of our code runs, such as a path that cannot be
 * decoded: as a problem, where Tomcat's own page would be HTML.
 *
 * <p>Public, with a public constructor, only because the container makes it.
 */
public final class ProblemReportValve extends ErrorReportValve {

  /** For the container. */
  public ProblemReportValve() {}

  @Override
  protected void report(Request request, Response response, @Nullable Throwable throwable) {
    HttpStatus status = HttpStatus.resolve(response.getStatus());
    if (status == null
        || !status.isError()
        || response.getContentWritten() > 0
        || !response.setErrorReported()) {
      return;
    }
    try {
      byte[] problem =
          Json.write(
                  new Problem(status.getReasonPhrase(), status.value(), ProblemDetails.of(status)))
              .getBytes(StandardCharsets.UTF_8);
      response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
      response.getOutputStream().write(problem);
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      container.getLogger().debug("cannot answer", e);
    }
  }

  private record Problem(String title, int status, String detail) {}
}
