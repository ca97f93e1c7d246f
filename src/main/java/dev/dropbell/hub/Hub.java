package dev.dropbell.hub;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages, has them logged, and delivers them.
 *
 * <p>Safe for concurrent use. <b>One order for all</b> comes from one thread: the log reports its
 * appends in the order of their cursors, each goes straight into the queue of the delivery thread,
 * and that thread hands message after message to the transports. Nothing on it blocks, with one
 * exception by design: a message that was {@linkplain #append appended} and not yet released holds
 * back what is behind it, because a subscriber that has seen a cursor must have seen everything
 * before it.
 */
public final class Hub implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Hub.class);

  private final EventLog eventLog;
  private final List<Audience<?>> audiences = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
  private final Thread delivery;

  /** Confined to the delivery thread. */
  private final Recent recent;

  /** The place of the newest message that was delivered. Only the delivery thread writes it. */
  private volatile Cursor delivered;

  /** What the delivery thread does next. It must not block for long. */
  private interface Step {
    void run() throws InterruptedException;
  }

  /** Starts delivering what is published from now on. */
  public Hub(EventLog eventLog) {
    this.eventLog = eventLog;
    this.delivered = eventLog.head();
    this.recent = new Recent(delivered.position());
    this.delivery = Thread.ofPlatform().name("hub-delivery").daemon().start(this::deliverAll);
  }

  /** Takes part as a transport. */
  public <S extends Subscriber> Audience<S> open(Transport<S> transport) {
    Audience<S> audience = new Audience<>(this, transport);
    audiences.add(audience);
    return audience;
  }

  /**
   * Logs a message, unless it is ephemeral, and delivers it.
   *
   * @return completes when it was handed to every subscriber; exceptionally when it could not be
   *     logged, and then nobody got it
   */
  public CompletableFuture<Publication> publish(Draft draft) {
    if (!draft.ephemeral()) {
      return append(draft).thenCompose(Appended::release);
    }
    CompletableFuture<Publication> publication = new CompletableFuture<>();
    steps.add(() -> publication.complete(deliver(Message.of(draft, delivered), false)));
    return publication;
  }

  /**
   * Logs a message without delivering it yet, for a caller that has something to do in between.
   *
   * @param draft not ephemeral
   * @return completes when the message is kept; exceptionally when it could not be logged
   */
  public CompletableFuture<Appended> append(Draft draft) {
    CompletableFuture<Appended> result = new CompletableFuture<>();
    eventLog.append(
        draft,
        new EventLog.Completion() {
          @Override
          public void appended(Cursor cursor) {
            Appended appended = new Appended(Message.of(draft, cursor));
            steps.add(() -> deliverWhenReleased(appended));
            result.complete(appended);
          }

          @Override
          public void failed(EventLogException cause) {
            result.completeExceptionally(cause);
          }
        });
    return result;
  }

  /** The place of the newest message that was delivered. */
  public Cursor head() {
    return delivered;
  }

  /** Has something done between two messages. It must not block. */
  void between(Runnable action) {
    steps.add(action::run);
  }

  /**
   * The same, waiting for its result.
   *
   * @throws InterruptedException when the wait is given up, which the end of the hub does not do
   */
  <T extends @Nullable Object> T onDelivery(Supplier<T> action) throws InterruptedException {
    CompletableFuture<T> result = new CompletableFuture<>();
    between(() -> {
      try {
        result.complete(action.get());
      } catch (RuntimeException e) {
        result.completeExceptionally(e);
      }
    });
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
  }

  /**
   * What was delivered behind this position, if that is little; else null. On the delivery thread
   * only.
   */
  @Nullable List<Message> recentAfter(long position) {
    return recent.reachesBackTo(position) ? recent.after(position) : null;
  }

  EventLog log() {
    return eventLog;
  }

  /** Stops delivering. What is still in the queue is in the log for those who come back. */
  @Override
  public void close() {
    delivery.interrupt();
  }

  private void deliverAll() {
    try {
      while (true) {
        run(steps.take());
      }
    } catch (InterruptedException closed) {
      log.debug("delivery ended");
    }
  }

  /** Whatever one message does, the next is delivered. */
  private static void run(Step step) throws InterruptedException {
    try {
      step.run();
    } catch (RuntimeException e) {
      log.error("a message was not delivered", e);
    }
  }

  private void deliverWhenReleased(Appended appended) throws InterruptedException {
    if (isReleased(appended)) {
      recent.add(appended.message);
      appended.publication.complete(deliver(appended.message, true));
    }
    delivered = appended.message.cursor();
  }

  private static boolean isReleased(Appended appended) throws InterruptedException {
    try {
      return appended.gate.get();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private Publication deliver(Message message, boolean logged) {
    int count = 0;
    for (Audience<?> audience : audiences) {
      try {
        count += audience.deliver(message, logged);
      } catch (RuntimeException | Error e) {
        // One transport's fault must not stop the bell for the others.
        log.error("delivery failed: id={} topic={}", message.id(), message.topic(), e);
      }
    }
    return new Publication(message, count);
  }
}
