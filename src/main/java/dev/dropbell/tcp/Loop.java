package dev.dropbell.tcp;

import io.netty.channel.EventLoop;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop. It has them write what waits for them, many in one go, so that
 * a broadcast wakes a loop once; and looks once a second for those that have been silent too long,
 * so that a silent connection costs no timer.
 *
 * <p>{@link #wake} and {@link #execute} are safe from any thread; all else belongs to the loop.
 */
final class Loop implements Runnable {

  /** After so many connections the loop looks after its other business. */
  private static final int BATCH = 512;

  private final EventLoop loop;
  private final Set<FrameConnection> connections = new HashSet<>();
  private final Queue<FrameConnection> ready = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  Loop(EventLoop loop) {
    this.loop = loop;
    var _ = loop.scheduleWithFixedDelay(this::sweep, 1, 1, TimeUnit.SECONDS);
  }

  void add(FrameConnection connection) {
    connections.add(connection);
  }

  void remove(FrameConnection connection) {
    connections.remove(connection);
  }

  /** Has the connection write soon. */
  void wake(FrameConnection connection) {
    ready.add(connection);
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

  @Override
  public void run() {
    // Before the first is taken: one that comes in between schedules the next run.
    scheduled.set(false);
    for (int i = 0; i < BATCH; i++) {
      @Nullable FrameConnection connection = ready.poll();
      if (connection == null) {
        return;
      }
      connection.writeWaiting();
    }
    schedule();
  }

  private void schedule() {
    if (scheduled.compareAndSet(false, true)) {
      execute(this);
    }
  }

  private void sweep() {
    long now = System.nanoTime();
    for (FrameConnection connection : Set.copyOf(connections)) {
      connection.check(now);
    }
  }
}
