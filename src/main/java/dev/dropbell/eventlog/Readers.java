package dev.dropbell.eventlog;

import dev.dropbell.hub.EventLogException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * A few connections that only read. Whoever comes when all are taken waits; a read takes
 * milliseconds, and more of them at a time would only compete for the processors.
 *
 * <p>Safe for concurrent use, from virtual threads as well.
 */
final class Readers implements AutoCloseable {

  private static final int CONNECTIONS = 4;

  private final LogFile file;
  private final Semaphore permits = new Semaphore(CONNECTIONS);

  /** Open and not in use. Guarded by itself. */
  private final Deque<Connection> idle = new ArrayDeque<>();

  /** Guarded by idle. */
  private boolean closed;

  Readers(LogFile file) {
    this.file = file;
  }

  /**
   * Reads from one snapshot of the log.
   *
   * @throws EventLogException when that fails
   */
  <T> T read(Function<JdbcClient, T> query) {
    permits.acquireUninterruptibly();
    try {
      Connection connection = borrow();
      T result;
      try {
        result = query.apply(JdbcClient.create(new SingleConnectionDataSource(connection, true)));
        connection.commit();
      } catch (SQLException | RuntimeException | Error e) {
        connection.close();
        throw e;
      }
      giveBack(connection);
      return result;
    } catch (SQLException | DataAccessException e) {
      throw new EventLogException("the event log could not be read: " + e.getMessage(), e);
    } finally {
      permits.release();
    }
  }

  /** Waits for the reads under way. */
  @Override
  public void close() throws SQLException {
    permits.acquireUninterruptibly(CONNECTIONS);
    synchronized (idle) {
      for (Connection connection : idle) {
        connection.close();
      }
      idle.clear();
      closed = true;
    }
    permits.release(CONNECTIONS);
  }

  private Connection borrow() throws SQLException {
    synchronized (idle) {
      Connection connection = idle.poll();
      if (connection != null) {
        return connection;
      }
      if (closed) {
        throw new SQLException("it is closed");
      }
    }
    Connection opened = file.openReading();
    opened.setAutoCommit(false);
    return opened;
  }

  private void giveBack(Connection connection) {
    synchronized (idle) {
      idle.push(connection);
    }
  }
}
