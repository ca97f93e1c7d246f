package dev.dropbell.eventlog;

import dev.dropbell.hub.Cursor;
import dev.dropbell.hub.EventLog.Page;
import dev.dropbell.hub.EventLog.Query;
import dev.dropbell.hub.Message;
import dev.dropbell.hub.Topic;
import dev.dropbell.hub.Viewer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * Reads one page from one snapshot of the log. Confined to the reading thread.
 *
 * <p>Each topic is asked for its next positions, which is a range of its index; they are merged,
 * and the messages at the first of them fetched. So a page costs what it holds and how many topics
 * it is made of, and never what the log holds before or behind it.
 */
final class PageReader {

  /** From this many characters on a page ends early, so that large messages need no more memory. */
  private static final int PAGE_CHARS = 4 << 20;

  /** The next positions of one topic. */
  static final String POSITIONS_OF_TOPIC =
      """
      SELECT position FROM message_topic
      WHERE topic_id = :topic AND position > :after AND position <= :until
        AND (:everything OR user_id IS NULL OR user_id = :user)
      ORDER BY position LIMIT :limit\
      """;

  /** The next positions of all. */
  static final String POSITIONS =
      """
      SELECT position FROM message
      WHERE position > :after AND position <= :until
        AND (:everything OR user_id IS NULL OR user_id = :user)
      ORDER BY position LIMIT :limit\
      """;

  /** What stands at these positions, a JSON array. */
  static final String MESSAGES =
      """
      SELECT position, id, type, topics, data, at, user_id, user_is_number, traceparent FROM message
      WHERE position IN (SELECT value FROM json_each(:positions)) ORDER BY position\
      """;

  private final JdbcClient client;
  private final Query query;

  PageReader(JdbcClient client, Query query) {
    this.client = client;
    this.query = query;
  }

  /** Which life of the log this is, and how far it reaches. */
  private record Extent(String epoch, long head, long trimmed) {

    /** Whether everything after this place is still there. */
    boolean honours(Cursor place) {
      return place.epoch().equals(epoch) && place.position() <= head && place.position() >= trimmed;
    }
  }

  Page read() {
    Extent extent =
        client
            .sql("SELECT epoch, head, trimmed FROM log")
            .query((row, _) -> new Extent(row.getString(1), row.getLong(2), row.getLong(3)))
            .single();
    Cursor after = query.after();
    boolean recovered = after == null || extent.honours(after);
    long start = after == null || !recovered ? 0 : after.position();
    SortedSet<Long> positions = positions(start);
    List<Message> messages = messages(positions, extent.epoch());
    boolean end = messages.size() == positions.size() && positions.size() < query.limit();
    Cursor next =
        end
            ? new Cursor(extent.epoch(), Math.max(start, query.until().position()))
            : messages.getLast().cursor();
    return new Page(messages, next, recovered);
  }

  private SortedSet<Long> positions(long after) {
    Set<Topic> topics = query.topics();
    if (topics == null) {
      return new TreeSet<>(range(client.sql(POSITIONS), after, query.until().position()));
    }
    TreeSet<Long> first = new TreeSet<>();
    long until = query.until().position();
    for (Topic topic : topics) {
      Long id = idOf(topic);
      if (id != null) {
        first.addAll(range(client.sql(POSITIONS_OF_TOPIC).param("topic", id), after, until));
        while (first.size() > query.limit()) {
          first.pollLast();
        }
        // Once the page is full, nothing behind its end is of interest.
        until = first.size() == query.limit() ? first.last() : until;
      }
    }
    return first;
  }

  private List<Long> range(StatementSpec statement, long after, long until) {
    return statement
        .param("after", after)
        .param("until", until)
        .param("everything", query.viewer() instanceof Viewer.Operator)
        .param("user", query.viewer() instanceof Viewer.User(var id) ? id.text() : null)
        .param("limit", query.limit())
        .query((row, _) -> row.getLong(1))
        .list();
  }

  private @Nullable Long idOf(Topic topic) {
    return client
        .sql("SELECT id FROM topic WHERE name = ?")
        .param(topic.name())
        .query(Long.class)
        .optional()
        .orElse(null);
  }

  private List<Message> messages(SortedSet<Long> positions, String epoch) {
    if (positions.isEmpty()) {
      return List.of();
    }
    ResultSetExtractor<List<Message>> page = rows -> fill(rows, epoch);
    return client.sql(MESSAGES).param("positions", positions.toString()).query(page);
  }

  private static List<Message> fill(ResultSet rows, String epoch) throws SQLException {
    List<Message> messages = new ArrayList<>();
    int chars = 0;
    while (chars < PAGE_CHARS && rows.next()) {
      Row row = row(rows);
      chars += row.data().length();
      messages.add(row.at(new Cursor(epoch, rows.getLong(1))));
    }
    return messages;
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        Row.uuid(row.getBytes(2)),
        row.getString(3),
        Row.topicsOf(row.getString(4)),
        row.getString(5),
        row.getLong(6),
        row.getString(7),
        row.getBoolean(8),
        row.getString(9));
  }
}
