package dev.dropbell.hub;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/** A log that remembers what it was told until it is gone. */
class CountingEventLog implements EventLog {

  private static final String EPOCH = "test";

  private final Map<UUID, Draft> drafts = new ConcurrentHashMap<>();
  private final ConcurrentSkipListMap<Long, Message> messages = new ConcurrentSkipListMap<>();

  /** Guarded by this, as all below. */
  private long position;

  private long trimmed;

  @Override
  public synchronized Cursor head() {
    return new Cursor(EPOCH, position);
  }

  /** Completes under the lock, which is what puts the calls in order. */
  @Override
  public synchronized void append(Draft draft, Completion completion) {
    Cursor cursor = new Cursor(EPOCH, ++position);
    drafts.put(draft.id(), draft);
    messages.put(position, Message.of(draft, cursor));
    completion.appended(cursor);
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
  public List<Keyed> keyed(Instant since) {
    return messages.values().stream()
        .flatMap(m -> {
          IdempotencyKey key = Objects.requireNonNull(drafts.get(m.id())).key();
          return key == null || m.at().isBefore(since)
              ? Stream.empty()
              : Stream.of(new Keyed(key, m.id(), m.cursor(), m.at()));
        })
        .toList();
  }

  @Override
  public boolean remove(UUID messageId) {
    messages.values().removeIf(m -> m.id().equals(messageId));
    return drafts.remove(messageId) != null;
  }

  @Override
  public synchronized Page read(Query query) {
    Cursor after = query.after();
    boolean recovered =
        after == null
            || (after.epoch().equals(EPOCH)
                && after.position() <= position
                && after.position() >= trimmed);
    long start = after == null || !recovered ? 0 : after.position();
    List<Message> found =
        messages.tailMap(start, false).values().stream()
            .filter(m -> m.cursor().position() <= query.until().position())
            .filter(m -> sees(query, m))
            .limit(query.limit())
            .toList();
    Cursor next =
        found.size() < query.limit()
            ? new Cursor(EPOCH, Math.max(start, query.until().position()))
            : found.getLast().cursor();
    return new Page(found, next, recovered);
  }

  /** Forgets everything up to this position. */
  synchronized void trim(long last) {
    messages.headMap(last, true).clear();
    trimmed = last;
  }

  private static boolean sees(Query query, Message message) {
    boolean inTopic =
        query.topics() == null || message.topics().stream().anyMatch(query.topics()::contains);
    return inTopic
        && switch (query.viewer()) {
          case Viewer.Operator() -> true;
          case Viewer.Anybody() -> message.userId() == null;
          case Viewer.User(UserId id) ->
              message.userId() == null || Objects.equals(id, message.userId());
        };
  }
}
