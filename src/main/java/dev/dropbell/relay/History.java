package dev.dropbell.relay;

import dev.dropbell.hub.Cursor;
import dev.dropbell.hub.EventLog;
import dev.dropbell.hub.EventLog.Page;
import dev.dropbell.hub.EventLog.Query;
import dev.dropbell.hub.Hub;
import dev.dropbell.hub.Message;
import dev.dropbell.hub.MessageType;
import dev.dropbell.hub.Topic;
import dev.dropbell.hub.UserId;
import dev.dropbell.hub.Viewer;
import dev.dropbell.security.Caller;
import dev.dropbell.security.NotAllowedException;
import dev.dropbell.security.Scope;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The log as a caller may see it. Safe for concurrent use; reading blocks. */
final class History {

  private final EventLog eventLog;
  private final Hub hub;

  History(EventLog eventLog, Hub hub) {
    this.eventLog = eventLog;
    this.hub = hub;
  }

  /**
   * Reads a page; one without messages is the end.
   *
   * @param topics null for all that the caller may see
   * @param after null for the oldest there is
   * @throws NotAllowedException when it may not see one of the topics
   */
  Page read(Caller caller, @Nullable Set<Topic> topics, @Nullable Cursor after, int limit) {
    Viewer viewer = viewer(caller);
    Cursor head = head();
    if (topics != null) {
      topics.forEach(topic -> caller.requireTopic(Scope.SUBSCRIBE, topic.name()));
      return eventLog.read(new Query(topics, viewer, after, head, limit));
    }
    if (caller.mayEveryTopic(Scope.SUBSCRIBE)) {
      return eventLog.read(new Query(null, viewer, after, head, limit));
    }
    return readAllowed(caller, viewer, after, head, limit);
  }

  /** So that an upload is there as soon as its client has read 226. */
  private Cursor head() {
    try {
      return hub.awaitHead();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // we are going down; what is delivered is true, too
      return hub.head();
    }
  }

  /**
   * Reads on until there is something to see or the end. The log finds topics, not what is below
   * them; so this looks at every message, in large pages.
   */
  private Page readAllowed(
      Caller caller, Viewer viewer, @Nullable Cursor after, Cursor head, int limit) {
    Page page = eventLog.read(new Query(null, viewer, after, head, Query.MAX_LIMIT));
    boolean recovered = page.recovered();
    List<Message> allowed = allowed(caller, page);
    while (allowed.isEmpty() && !page.messages().isEmpty()) {
      page = eventLog.read(new Query(null, viewer, page.next(), head, Query.MAX_LIMIT));
      recovered &= page.recovered();
      allowed = allowed(caller, page);
    }
    if (allowed.size() <= limit) {
      return new Page(allowed, page.next(), recovered);
    }
    List<Message> first = allowed.subList(0, limit);
    return new Page(first, first.getLast().cursor(), recovered);
  }

  /** An upload is known by the deepest of its topics, and whoever may see one above may see it. */
  private static List<Message> allowed(Caller caller, Page page) {
    return page.messages().stream()
        .filter(message ->
            message.type() == MessageType.ANNOUNCEMENT
                || caller.mayTopic(Scope.SUBSCRIBE, message.topic().name()))
        .toList();
  }

  /** While no token tells callers apart, nobody is the user that a message is for. */
  private static Viewer viewer(Caller caller) {
    if (caller.anonymous()) {
      return new Viewer.Anybody();
    }
    if (caller.may(Scope.ADMIN)) {
      return new Viewer.Operator();
    }
    return caller
        .userId()
        .<Viewer>map(user -> new Viewer.User(UserId.of(user)))
        .orElseGet(Viewer.Anybody::new);
  }
}
