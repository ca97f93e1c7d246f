package dev.dropbell.hub;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A message that is in the log and has its place in the order, but has not been delivered yet.
 *
 * <p>It must be released or withdrawn soon: everything behind it waits. Safe for concurrent use;
 * the first call counts.
 */
public final class Appended {

  private enum State {
    HELD,
    RELEASED,
    WITHDRAWN
  }

  final Message message;
  final CompletableFuture<Publication> publication = new CompletableFuture<>();
  private final AtomicReference<State> state = new AtomicReference<>(State.HELD);
  private final Runnable onDecision;

  Appended(Message message, Runnable onDecision) {
    this.message = message;
    this.onDecision = onDecision;
  }

  /** The message with its cursor. */
  public Message message() {
    return message;
  }

  /** Lets it out. The result completes when it was handed to every subscriber. */
  public CompletableFuture<Publication> release() {
    decide(State.RELEASED);
    return publication;
  }

  /** Gives up its delivery. */
  public void withdraw() {
    decide(State.WITHDRAWN);
  }

  boolean isDecided() {
    return state.get() != State.HELD;
  }

  boolean isReleased() {
    return state.get() == State.RELEASED;
  }

  private void decide(State decision) {
    if (state.compareAndSet(State.HELD, decision)) {
      onDecision.run();
    }
  }
}
