package dev.dropbell.relay;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that write. Each connection belongs to one of them for life, so that its frames need
 * no lock to stay in order, and a thread serves many because a write never blocks: what a socket
 * does not take waits for the container to say that it is writable.
 *
 * <p>What gathered while others were served leaves in one system call; under load that makes a
 * delivery cost less, not more. Safe for concurrent use.
 */
final class Sender implements AutoCloseable {

  private final Worker[] workers;
  private final AtomicInteger assigned = new AtomicInteger();

  Sender(int threads) {
    workers = new Worker[threads];
    for (int i = 0; i < threads; i++) {
      workers[i] = new Worker(i);
    }
  }

  /** The thread that is to serve the next new connection. */
  Worker assign() {
    return workers[Math.floorMod(assigned.getAndIncrement(), workers.length)];
  }

  /** Writes what can be written at once, then ends the threads. */
  @Override
  public void close() {
    for (Worker worker : workers) {
      worker.finish();
    }
  }

  /** One thread and the connections that have something to do. */
  static final class Worker {

    private static final long LONGEST_FINISH_MILLIS = 2_000;

    private final BlockingQueue<Runnable> ready = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean finishing;

    Worker(int index) {
      thread = Thread.ofPlatform().daemon().name("websocket-sender-" + index).start(this::run);
    }

    /** Has a step run on the thread, after those that wait already. It must not throw. */
    void add(Runnable step) {
      ready.add(step);
    }

    private void run() {
      try {
        while (!finishing || !ready.isEmpty()) {
          ready.take().run();
        }
      } catch (InterruptedException closed) {
        Thread.currentThread().interrupt();
      }
    }

    private void finish() {
      ready.add(() -> finishing = true);
      try {
        thread.join(LONGEST_FINISH_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
