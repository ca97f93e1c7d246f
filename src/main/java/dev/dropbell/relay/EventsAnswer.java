package dev.dropbell.relay;

import dev.dropbell.hub.EventLog.Page;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** A page of the log. */
record EventsAnswer(
    @Schema(description = "In the order of their cursors; none is the end.")
        List<WholeMessage> events,
    @Schema(description = "The since of the next call.", example = "k3x9:1042") String next,
    @Schema(
            description =
                "False when the cursor is older than what is kept, or of a log that was lost: then"
                    + " something is missing, and this page begins with the oldest there is.")
        boolean recovered) {

  static EventsAnswer of(Page page) {
    return new EventsAnswer(
        page.messages().stream().map(WholeMessage::of).toList(),
        page.next().toString(),
        page.recovered());
  }
}
