package dev.dropbell.hub;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A client that comes and goes: it hears what its connection brings until it is cut, at a message
 * that the test may choose, and remembers the last cursor as real clients do. Safe for concurrent
 * use.
 */
final class Visitor implements Subscriber, Arrival {

  /** Hands each message to its visitors there and then. */
  static final class Ways implements Transport<Visitor> {

    @Override
    public String name() {
      return "visitors";
    }

    @Override
    public int deliver(Message message, Collection<Visitor> subscribers) {
      int count = 0;
      for (Visitor visitor : subscribers) {
        visitor.hear(message);
        count++;
      }
      return count;
    }
  }

  final CompletableFuture<Cursor> started = new CompletableFuture<>();
  final CompletableFuture<RuntimeException> refused = new CompletableFuture<>();
  final CompletableFuture<String> broken = new CompletableFuture<>();

  /** Replayed messages that it takes before it stops reading. */
  final Semaphore appetite;

  private final @Nullable UserId user;

  /** Guarded by this, as all below. */
  private final List<Message> heard = new ArrayList<>();

  private int left;
  private boolean recovered;
  private @Nullable Cursor cursor;

  private Visitor(@Nullable UserId user, int appetite, int messagesUntilCut) {
    this.user = user;
    this.appetite = new Semaphore(appetite);
    this.left = messagesUntilCut;
  }

  static Visitor reading(@Nullable UserId user) {
    return new Visitor(user, Integer.MAX_VALUE / 2, Integer.MAX_VALUE);
  }

  /** One that is cut after so many messages. */
  static Visitor cutAfter(@Nullable UserId user, int messages) {
    return new Visitor(user, Integer.MAX_VALUE / 2, messages);
  }

  /** One that reads as many replayed messages as it is given {@link #appetite} for. */
  static Visitor stalled() {
    return new Visitor(null, 0, Integer.MAX_VALUE);
  }

  synchronized boolean isCut() {
    return left == 0;
  }

  synchronized List<Message> heard() {
    return List.copyOf(heard);
  }

  List<String> texts() {
    return heard().stream().map(Message::data).toList();
  }

  synchronized boolean recovered() {
    return recovered;
  }

  /** Where it would resume. */
  synchronized @Nullable Cursor cursor() {
    return cursor;
  }

  private synchronized void hear(Message message) {
    if (left > 0) {
      left--;
      heard.add(message);
      cursor = message.cursor();
    }
  }

  @Override
  public @Nullable UserId userId() {
    return user;
  }

  @Override
  public void started(Cursor from, boolean isRecovered) {
    synchronized (this) {
      cursor = from;
      recovered = isRecovered;
    }
    started.complete(from);
  }

  @Override
  public void refused(RuntimeException cause) {
    refused.complete(cause);
  }

  @Override
  public void replay(Message message) {
    hear(message);
  }

  @Override
  public boolean awaitRoom() throws InterruptedException {
    appetite.acquire();
    return !isCut();
  }

  @Override
  public void broken(String reason) {
    broken.complete(reason);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
