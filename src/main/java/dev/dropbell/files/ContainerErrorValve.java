package dev.dropbell.files;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers errors that Tomcat finds before any of our code runs, such as a path that cannot be
 * decoded: as all of ours, where Tomcat's own page would look like nothing else here.
 *
 * <p>Public, with a public constructor, only because the container makes it.
 */
public final class ContainerErrorValve extends ErrorReportValve {

  private final ErrorAnswer errors = new ErrorAnswer(new JsonMapper());

  /** For the container. */
  public ContainerErrorValve() {}

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
      errors.send(request, response, status);
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      container.getLogger().debug("cannot answer", e);
    }
  }
}
