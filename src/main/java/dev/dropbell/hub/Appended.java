package dev.dropbell.hub;

import java.util.concurrent.CompletableFuture;

/**
 * A message that is in the log and has its place in the order, but has not been delivered yet.
 *
 * <p>It must be released or withdrawn soon: everything behind it waits. Safe for concurrent use;
 * the first call counts.
 */
public final class Appended {

  final Message message;
  final CompletableFuture<Boolean> gate = new CompletableFuture<>();
  final CompletableFuture<Publication> publication = new CompletableFuture<>();

  Appended(Message message) {
    this.message = message;
  }

  /** The message with its cursor. */
  public Message message() {
    return message;
  }

  /** Lets it out. The result completes when it was handed to every subscriber. */
  public CompletableFuture<Publication> release() {
    gate.complete(true);
    return publication;
  }

  /** Gives up its delivery. */
  public void withdraw() {
    gate.complete(false);
  }
}
