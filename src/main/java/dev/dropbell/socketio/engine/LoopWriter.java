package dev.dropbell.socketio.engine;

import io.netty.channel.EventLoop;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Has the sessions of one event loop write what waits for them, many in one go: a broadcast wakes a
 * loop once, and several messages for one client go out in one system call.
 *
 * <p>Safe for concurrent use.
 */
final class LoopWriter implements Runnable {

  /** After so many sessions the loop looks after its other business. */
  private static final int BATCH = 512;

  private final EventLoop loop;
  private final Queue<EngineSession> ready = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();

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
    // Before the first is taken: one that comes in between schedules the next run.
    scheduled.set(false);
    for (int i = 0; i < BATCH; i++) {
      @Nullable EngineSession session = ready.poll();
      if (session == null) {
        return;
      }
      session.write();
    }
    schedule();
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
    if (scheduled.compareAndSet(false, true)) {
      execute(this);
    }
  }
}
