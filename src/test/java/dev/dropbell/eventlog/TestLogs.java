package dev.dropbell.eventlog;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.util.unit.DataSize;

/** Opens logs with only the limit that a test is about. */
final class TestLogs {

  private TestLogs() {}

  static SqliteEventLog open(Path directory) {
    return open(directory, Duration.ZERO, 0, DataSize.ofBytes(0), InstantSource.system());
  }

  static SqliteEventLog openKeeping(Path directory, long count) {
    return open(directory, Duration.ZERO, count, DataSize.ofBytes(0), InstantSource.system());
  }

  static SqliteEventLog openKeeping(Path directory, DataSize size) {
    return open(directory, Duration.ZERO, 0, size, InstantSource.system());
  }

  static SqliteEventLog openKeeping(Path directory, Duration age, InstantSource clock) {
    return open(directory, age, 0, DataSize.ofBytes(0), clock);
  }

  private static SqliteEventLog open(
      Path directory, Duration age, long count, DataSize size, InstantSource clock) {
    return SqliteEventLog.open(directory, new RetentionProperties(age, count, size), clock);
  }
}
