package dev.dropbell.eventlog;

import dev.dropbell.eventlog.OldEnd.Old;
import dev.dropbell.hub.IdempotencyKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The writing connection with its prepared statements, from one failure to the next: after a failed
 * transaction it is thrown away with all that it believes of the file. Confined to the writer's
 * thread.
 */
final class Session implements AutoCloseable {

  /** No position. */
  static final long NONE = 0;

  private final Connection connection;
  private final PreparedStatement insertMessage;
  private final PreparedStatement insertTopic;
  private final PreparedStatement insertKey;
  private final PreparedStatement deleteOldKeys;
  private final PreparedStatement deleteMessage;
  private final PreparedStatement deleteTopic;
  private final PreparedStatement deleteUpTo;
  private final PreparedStatement deleteFromTopicUpTo;
  private final PreparedStatement updateHead;
  private final PreparedStatement updateTrimmed;
  private final TopicIds topicIds;
  private final OldEnd oldEnd;
  private final String epoch;
  private long committedHead;
  private long head;

  /** Goes on where the file ends. */
  static Session open(LogFile file) throws SQLException {
    Connection connection = file.openWriting();
    try {
      return new Session(connection);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private Session(Connection connection) throws SQLException {
    this.connection = connection;
    connection.setAutoCommit(false);
    this.insertMessage =
        connection.prepareStatement(
            """
            INSERT INTO message
              (position, id, type, topics, data, at, user_id, user_is_number, traceparent)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING\
            """);
    this.insertTopic =
        connection.prepareStatement(
            "INSERT INTO message_topic (topic_id, position, user_id) VALUES (?, ?, ?)");
    this.insertKey =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO idempotency_key VALUES (?, ?, ?, ?, ?)");
    this.deleteOldKeys = connection.prepareStatement("DELETE FROM idempotency_key WHERE at < ?");
    this.deleteMessage =
        connection.prepareStatement("DELETE FROM message WHERE id = ? RETURNING position, topics");
    this.deleteTopic =
        connection.prepareStatement(
            "DELETE FROM message_topic WHERE topic_id = ? AND position = ?");
    this.deleteUpTo = connection.prepareStatement("DELETE FROM message WHERE position <= ?");
    this.deleteFromTopicUpTo =
        connection.prepareStatement(
            "DELETE FROM message_topic WHERE topic_id = ? AND position <= ?");
    this.updateTrimmed = connection.prepareStatement("UPDATE log SET trimmed = ?");
    this.updateHead = connection.prepareStatement("UPDATE log SET head = ?");
    this.topicIds = new TopicIds(connection);
    this.oldEnd = new OldEnd(connection);
    try (Statement statement = connection.createStatement();
        ResultSet log = statement.executeQuery("SELECT epoch, head FROM log")) {
      if (!log.next()) {
        throw new SQLException("the log has lost its epoch");
      }
      this.epoch = log.getString(1);
      this.committedHead = log.getLong(2);
      this.head = committedHead;
    }
    connection.commit();
  }

  String epoch() {
    return epoch;
  }

  /** The newest position that was given and is on the disk. */
  long head() {
    return committedHead;
  }

  /** Puts a message at the end, and returns where; {@link #NONE} when its id is there already. */
  long insert(Row row) throws SQLException {
    long position = head + 1;
    insertMessage.setLong(1, position);
    insertMessage.setBytes(2, Row.bytes(row.id()));
    insertMessage.setString(3, row.type());
    insertMessage.setString(4, row.topicsColumn());
    insertMessage.setString(5, row.data());
    insertMessage.setLong(6, row.at());
    insertMessage.setString(7, row.userId());
    insertMessage.setBoolean(8, row.userIsNumber());
    insertMessage.setString(9, row.traceParent());
    if (insertMessage.executeUpdate() == 0) {
      return NONE;
    }
    for (String topic : row.topics()) {
      insertTopic.setLong(1, topicIds.of(topic));
      insertTopic.setLong(2, position);
      insertTopic.setString(3, row.userId());
      insertTopic.executeUpdate();
    }
    head = position;
    return position;
  }

  /** Notes under which key a message was published, and forgets keys that are too old. */
  void remember(IdempotencyKey key, Row row, long position) throws SQLException {
    deleteOldKeys.setLong(1, row.at() - IdempotencyKey.KEPT.toNanos());
    deleteOldKeys.executeUpdate();
    insertKey.setString(1, key.text());
    insertKey.setString(2, key.fingerprint());
    insertKey.setBytes(3, Row.bytes(row.id()));
    insertKey.setLong(4, position);
    insertKey.setLong(5, row.at());
    insertKey.executeUpdate();
  }

  /** Deletes a message, and returns whether it was there. */
  boolean remove(byte[] id) throws SQLException {
    long position;
    List<String> topics;
    deleteMessage.setBytes(1, id);
    try (ResultSet deleted = deleteMessage.executeQuery()) {
      if (!deleted.next()) {
        return false;
      }
      position = deleted.getLong(1);
      topics = Row.topicsOf(deleted.getString(2));
    }
    deleteFromTopics(position, topics);
    releaseUnused(topics);
    return true;
  }

  /** Deletes some of the messages that are too many, and returns whether there were any. */
  boolean trim(RetentionProperties limits, Instant oldest) throws SQLException {
    List<Old> surplus = oldEnd.surplus(limits, head, oldest);
    if (surplus.isEmpty()) {
      return false;
    }
    long last = surplus.getLast().position();
    deleteUpTo.setLong(1, last);
    deleteUpTo.executeUpdate();
    Set<String> touched = new HashSet<>();
    surplus.forEach(old -> touched.addAll(old.topics()));
    for (String topic : touched) {
      deleteFromTopicUpTo.setLong(1, topicIds.of(topic));
      deleteFromTopicUpTo.setLong(2, last);
      deleteFromTopicUpTo.executeUpdate();
    }
    releaseUnused(touched);
    updateTrimmed.setLong(1, last);
    updateTrimmed.executeUpdate();
    return true;
  }

  /** Brings everything since the last commit to the disk. */
  void commit() throws SQLException {
    if (head != committedHead) {
      updateHead.setLong(1, head);
      updateHead.executeUpdate();
    }
    connection.commit();
    committedHead = head;
  }

  /** Gives up what is not committed. */
  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private void deleteFromTopics(long position, List<String> topics) throws SQLException {
    for (String topic : topics) {
      deleteTopic.setLong(1, topicIds.of(topic));
      deleteTopic.setLong(2, position);
      deleteTopic.executeUpdate();
    }
  }

  private void releaseUnused(Collection<String> topics) throws SQLException {
    for (String topic : topics) {
      topicIds.releaseUnused(topic);
    }
  }
}
