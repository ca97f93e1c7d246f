package dev.dropbell.hub;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
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
  private final HubMeters meters;
  private final List<Audience<?>> audiences = new CopyOnWriteArrayList<>();
  private final Queue<Step> steps = new ConcurrentLinkedQueue<>();
  private final Thread delivery;

  /** Confined to the delivery thread. */
  private final Recent recent;

  /** The place of the newest message that was delivered. Only the delivery thread writes it. */
  private volatile Cursor delivered;

  private volatile boolean closed;

  /** What the delivery thread does next, when its time has come. It must not block. */
  interface Step {
    void run();

    /** Whether it can run now; what is behind it waits. */
    default boolean isReady() {
      return true;
    }
  }

  /** Starts delivering what is published from now on, and counts nothing. */
  public Hub(EventLog eventLog) {
    this(eventLog, new CompositeMeterRegistry());
  }

  /** Starts delivering what is published from now on. */
  public Hub(EventLog eventLog, MeterRegistry registry) {
    this.eventLog = eventLog;
    this.meters = new HubMeters(registry);
    this.delivered = eventLog.head();
    this.recent = new Recent(delivered.position());
    this.delivery = Thread.ofPlatform().name("hub-delivery").daemon().start(this::deliverAll);
  }

  /** Takes part as a transport. */
  public <S extends Subscriber> Audience<S> open(Transport<S> transport) {
    Audience<S> audience = new Audience<>(this, transport, meters.transport(transport.name()));
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
    between(() -> publication.complete(deliver(Message.of(draft, delivered), false)));
    return publication;
  }

  /**
   * Whether anybody has joined one of these topics: an ephemeral message is not worth making else.
   */
  public boolean isHeard(List<Topic> topics) {
    return audiences.stream().anyMatch(audience -> audience.isHeard(topics));
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
            Appended appended =
                new Appended(Message.of(draft, cursor), () -> LockSupport.unpark(delivery));
            steps.add(new Delivery(appended)); // nothing to wake the thread for before its release
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

  /**
   * The same, when everything that was released before this call has been delivered: whoever was
   * told that an upload is complete finds it in the log up to here. Blocks for as long as that
   * takes.
   *
   * @throws InterruptedException when the wait is given up
   */
  public Cursor awaitHead() throws InterruptedException {
    return onDelivery(this::head);
  }

  /** Has something done between two messages. It must not block. */
  void between(Step action) {
    steps.add(action);
    LockSupport.unpark(delivery);
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

  HubMeters meters() {
    return meters;
  }

  EventLog log() {
    return eventLog;
  }

  /** Stops delivering. What is still in the queue is in the log for those who come back. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(delivery);
  }

  private void deliverAll() {
    while (!closed) {
      Step next = steps.peek();
      if (next != null && next.isReady()) {
        steps.remove();
        run(next);
      } else {
        LockSupport.park(this);
      }
    }
  }

  /** Whatever one message does, the next is delivered. */
  private static void run(Step step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      log.error("a message was not delivered", e);
    }
  }

  /** A logged message, to be delivered when it is released. */
  private final class Delivery implements Step {

    private final Appended appended;

    Delivery(Appended appended) {
      this.appended = appended;
    }

    @Override
    public boolean isReady() {
      return appended.isDecided();
    }

    @Override
    public void run() {
      Publication publication = null;
      if (appended.isReleased()) {
        recent.add(appended.message);
        publication = deliver(appended.message, true);
      }
      // Before the publisher hears of it: he may ask for the head at once.
      delivered = appended.message.cursor();
      if (publication != null) {
        appended.publication.complete(publication);
      }
    }
  }

  private Publication deliver(Message message, boolean logged) {
    meters.published();
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
