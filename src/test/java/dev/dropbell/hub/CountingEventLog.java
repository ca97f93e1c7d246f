package dev.dropbell.hub;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** A log that remembers what it was told until it is gone. */
class CountingEventLog implements EventLog {

  private final Map<UUID, Draft> drafts = new ConcurrentHashMap<>();

  /** Guarded by this. */
  private long position;

  @Override
  public synchronized Cursor head() {
    return new Cursor("test", position);
  }

  /** Completes under the lock, which is what puts the calls in order. */
  @Override
  public synchronized void append(Draft draft, Completion completion) {
    drafts.put(draft.id(), draft);
    completion.appended(new Cursor("test", ++position));
  }

  @Override
  public boolean contains(UUID messageId) {
    return drafts.containsKey(messageId);
  }

  @Override
  public Optional<String> dataOf(UUID messageId) {
    return Optional.ofNullable(drafts.get(messageId)).map(Draft::data);
  }

  @Override
  public boolean remove(UUID messageId) {
    return drafts.remove(messageId) != null;
  }

  @Override
  public Page read(Query query) {
    throw new UnsupportedOperationException("it remembers for the sake of its ids only");
  }
}
