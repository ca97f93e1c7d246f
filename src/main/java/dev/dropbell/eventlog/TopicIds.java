package dev.dropbell.eventlog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The numbers that stand for topics in the index. Confined to the writer's thread. */
final class TopicIds {

  /** Topics are as many as clients care to name, so only those in use are remembered. */
  private static final int REMEMBERED = 10_000;

  private final PreparedStatement select;
  private final PreparedStatement insert;
  private final PreparedStatement deleteUnused;

  private final Map<String, Long> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > REMEMBERED;
        }
      };

  TopicIds(Connection connection) throws SQLException {
    this.select = connection.prepareStatement("SELECT id FROM topic WHERE name = ?");
    this.insert = connection.prepareStatement("INSERT INTO topic (name) VALUES (?) RETURNING id");
    this.deleteUnused =
        connection.prepareStatement(
            """
            DELETE FROM topic WHERE name = ?
              AND NOT EXISTS (SELECT 1 FROM message_topic WHERE topic_id = topic.id)\
            """);
  }

  /** The number of a topic, which gets one if it has none yet. */
  long of(String topic) throws SQLException {
    Long known = remembered.get(topic);
    if (known != null) {
      return known;
    }
    long id = find(topic);
    remembered.put(topic, id);
    return id;
  }

  /** Takes the number of a topic away if no message is left in it. */
  void releaseUnused(String topic) throws SQLException {
    deleteUnused.setString(1, topic);
    if (deleteUnused.executeUpdate() > 0) {
      remembered.remove(topic);
    }
  }

  private long find(String topic) throws SQLException {
    select.setString(1, topic);
    try (ResultSet found = select.executeQuery()) {
      if (found.next()) {
        return found.getLong(1);
      }
    }
    insert.setString(1, topic);
    try (ResultSet made = insert.executeQuery()) {
      made.next();
      return made.getLong(1);
    }
  }
}
