package dev.dropbell.socketio.engine;

import io.netty.channel.EventLoop;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Has the sessions of one event loop write what waits for them, many in one go: a broadcast wakes a
 * loop once, and several messages for one client go out in one system call.
 *
 * <p>A system call costs more than what it sends. So a round of writing is followed by a pause as
 * long as it took: what comes meanwhile leaves together, and the publishers get the processor. A
 * message that comes alone never waits, nor does one for a few clients, whose round takes no time.
 *
 * <p>Safe for concurrent use.
 */
final class LoopWriter implements Runnable {

  /** After so many sessions the loop looks after its other business. */
  private static final int BATCH = 512;

  /** A shorter pause is not worth its timer. */
  private static final long LEAST_PAUSE_NANOS = 500_000;

  /** How many times as long as a round the pause behind it is. */
  private static final int PAUSE_FACTOR = 2;

  /** What a busy moment may add to the way of a message. */
  private static final long MOST_PAUSE_NANOS = 10_000_000;

  private final EventLoop loop;
  private final Queue<EngineSession> ready = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  /** How long the present round has taken so far. Of the loop only. */
  private long roundNanos;

  /** Before this no new round begins, as {@link System#nanoTime} tells. */
  private volatile long pauseEnd = System.nanoTime();

  LoopWriter(EventLoop loop) {
    this.loop = loop;
  }

  /** Has the session write soon. */
  void wake(EngineSession session) {
    ready.add(session);
    schedule();
  }

  EventLoop loop() {
    return loop;
  }

  @Override
  public void run() {
    long begin = System.nanoTime();
    boolean finished = writeBatch();
    long end = System.nanoTime();
    roundNanos += end - begin;
    if (!finished) {
      execute(this);
      return;
    }
    pauseEnd = end + Math.min(PAUSE_FACTOR * roundNanos, MOST_PAUSE_NANOS);
    roundNanos = 0;
    scheduled.set(false);
    if (!ready.isEmpty()) {
      schedule(); // it came while the round still counted as scheduled
    }
  }

  /** Returns whether nobody is left. */
  private boolean writeBatch() {
    for (int i = 0; i < BATCH; i++) {
      @Nullable EngineSession session = ready.poll();
      if (session == null) {
        return true;
      }
      session.write();
    }
    return false;
  }

  /** Has the loop do something soon, unless it has ended, and with it all its connections. */
  void execute(Runnable action) {
    try {
      loop.execute(action);
    } catch (RejectedExecutionException ended) {
      ready.clear();
    }
  }

  private void schedule() {
    if (!scheduled.compareAndSet(false, true)) {
      return;
    }
    long pause = pauseEnd - System.nanoTime();
    if (pause < LEAST_PAUSE_NANOS) {
      execute(this);
    } else {
      execute(() -> {
        var _ = loop.schedule(this, pause, TimeUnit.NANOSECONDS);
      });
    }
  }
}
