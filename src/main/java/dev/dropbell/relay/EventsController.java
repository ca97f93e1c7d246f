package dev.dropbell.relay;

import dev.dropbell.hub.Cursor;
import dev.dropbell.hub.EventLog;
import dev.dropbell.hub.EventLog.Query;
import dev.dropbell.hub.Hub;
import dev.dropbell.hub.Topic;
import dev.dropbell.security.Caller;
import dev.dropbell.security.HttpCaller;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** Reads the log. */
@RestController
@Tag(name = "History", description = "What has happened")
final class EventsController {

  private static final String DEFAULT_LIMIT = "100";

  private final History history;

  EventsController(EventLog eventLog, Hub hub) {
    this.history = new History(eventLog, hub);
  }

  @GetMapping(path = "/events", produces = MediaType.APPLICATION_JSON_VALUE)
  @Operation(
      summary = "What has happened since",
      description =
          "Messages in one order for all, the same as over every transport; those addressed to a"
              + " user are left out, unless the token is that user's or an operator's. Ask again with next until a page is empty. A page may hold"
              + " fewer than the limit when its messages are large.")
  @ApiResponse(responseCode = "200", description = "A page.")
  @ProblemResponses.ForQuery
  @ProblemResponses.ForToken
  @ProblemResponses.Unavailable
  EventsAnswer events(
      @Parameter(
              name = "topic",
              description = "Only messages of this topic; may be given several times.",
              example = "cats")
          WebRequest request,
      @Parameter(hidden = true) HttpServletRequest servletRequest,
      @Parameter(
              description = "The place to go on from; without it the oldest there is.",
              example = "k3x9:1042")
          @RequestParam(required = false)
          @Nullable String since,
      @Parameter(description = "Most messages in the page, from 1 to 1000.")
          @RequestParam(defaultValue = DEFAULT_LIMIT)
          String limit) {
    // Bound to a list, an empty topic would be none, and one with a comma two.
    String[] names = request.getParameterValues("topic");
    Set<Topic> topics = names == null ? null : Set.copyOf(Topic.parseAll(List.of(names)));
    Cursor after = since == null ? null : Cursor.parse(since);
    Caller caller = HttpCaller.of(servletRequest);
    return EventsAnswer.of(history.read(caller, topics, after, limit(limit)));
  }

  private static int limit(String text) {
    if (text.matches("[0-9]{1,4}")) {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= Query.MAX_LIMIT) {
        return limit;
      }
    }
    throw new InvalidBodyException("limit must be 1 to %d.".formatted(Query.MAX_LIMIT));
  }
}
