package dev.dropbell.eventlog;

import dev.dropbell.hub.Cursor;
import dev.dropbell.hub.Draft;
import dev.dropbell.hub.EventLog.Completion;
import dev.dropbell.hub.EventLogException;
import dev.dropbell.hub.MessageType;
import dev.dropbell.hub.Topic;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/**
 * A process of its own that appends until it is killed, and prints {@code <position> <id>} for each
 * message that the log has acknowledged.
 */
final class AppendingProcess {

  private static final int IN_FLIGHT = 32;

  private AppendingProcess() {}

  public static void main(String[] args) throws InterruptedException {
    SqliteEventLog log = TestLogs.open(Path.of(args[0]));
    Semaphore permits = new Semaphore(IN_FLIGHT);
    while (true) {
      permits.acquire();
      UUID id = UUID.randomUUID();
      log.append(draft(id), new Printing(id, permits));
    }
  }

  private static Draft draft(UUID id) {
    return Draft.of(
        id, MessageType.MESSAGE, List.of(Topic.parse("cats")), "\"" + id + "\"", Instant.now());
  }

  private record Printing(UUID id, Semaphore permits) implements Completion {

    @Override
    public void appended(Cursor cursor) {
      System.out.println(cursor.position() + " " + id);
      permits.release();
    }

    @Override
    public void failed(EventLogException cause) {
      throw cause;
    }
  }
}
