package dev.dropbell.testing;

import dev.dropbell.hub.Cursor;
import dev.dropbell.hub.Draft;
import dev.dropbell.hub.EventLog;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A log that only counts: messages get their cursors and are forgotten. */
public final class ForgetfulEventLog implements EventLog {

  /** Guarded by this. */
  private long position;

  @Override
  public synchronized Cursor head() {
    return new Cursor("test", position);
  }

  /** Completes under the lock, which is what puts the calls in order. */
  @Override
  public synchronized void append(Draft draft, Completion completion) {
    completion.appended(new Cursor("test", ++position));
  }

  @Override
  public boolean contains(UUID messageId) {
    return false;
  }

  @Override
  public Optional<String> dataOf(UUID messageId) {
    return Optional.empty();
  }

  @Override
  public List<Keyed> keyed(Instant since) {
    return List.of();
  }

  @Override
  public boolean remove(UUID messageId) {
    return false;
  }

  @Override
  public Page read(Query query) {
    return new Page(List.of(), query.until(), true);
  }
}
