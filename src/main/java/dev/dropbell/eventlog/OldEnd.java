package dev.dropbell.eventlog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The end of the log that retention works at: finds which of the oldest messages are too many.
 * Confined to the writer's thread.
 */
final class OldEnd {

  /** So few that a publisher who comes meanwhile waits for milliseconds. */
  private static final int BATCH = 500;

  /** What a message takes besides its data, roughly: the other columns and its index entries. */
  private static final int OVERHEAD_BYTES = 150;

  private final PreparedStatement select;
  private final PreparedStatement usedBytes;

  OldEnd(Connection connection) throws SQLException {
    this.select =
        connection.prepareStatement(
            """
            SELECT position, topics, at, octet_length(data) FROM message
            ORDER BY position LIMIT %d\
            """
                .formatted(BATCH));
    this.usedBytes =
        connection.prepareStatement(
            """
            SELECT (page_count - freelist_count) * page_size
            FROM pragma_page_count, pragma_freelist_count, pragma_page_size\
            """);
  }

  /** A message that is to go. */
  record Old(long position, List<String> topics) {}

  /**
   * The oldest messages that exceed a limit, at most one batch; it ends before the first that may
   * stay.
   *
   * @param head the newest position; the messages are counted by their positions
   * @param oldest what happened before goes
   */
  List<Old> surplus(RetentionProperties limits, long head, Instant oldest) throws SQLException {
    long lastTooMany = limits.maxCount() == 0 ? 0 : head - limits.maxCount();
    long tooOld = Row.nanos(oldest);
    long excessBytes = excessBytes(limits);
    List<Old> surplus = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        long position = row.getLong(1);
        if (position > lastTooMany && row.getLong(3) >= tooOld && excessBytes <= 0) {
          break;
        }
        excessBytes -= row.getLong(4) + OVERHEAD_BYTES;
        surplus.add(new Old(position, Row.topicsOf(row.getString(2))));
      }
    }
    return surplus;
  }

  private long excessBytes(RetentionProperties limits) throws SQLException {
    if (limits.maxSize().toBytes() == 0) {
      return 0;
    }
    try (ResultSet used = usedBytes.executeQuery()) {
      return used.next() ? used.getLong(1) - limits.maxSize().toBytes() : 0;
    }
  }
}
