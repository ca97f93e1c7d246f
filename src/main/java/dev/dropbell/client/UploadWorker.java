package dev.dropbell.client;

import dev.dropbell.client.DropbellClient.Put;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One of several that send files from one queue, each over its own connection. A thread of the
 * system: it blocks on sockets all the time, which virtual threads make dearer.
 */
final class UploadWorker implements Runnable {

  private final Queue<Put> waiting;
  private final DropbellClient client;

  /** Why nothing more is tried; shared by the workers of a queue. */
  private AtomicReference<@Nullable TransferException> end = new AtomicReference<>();

  private int failed;

  UploadWorker(Queue<Put> waiting, DropbellClient client) {
    this.waiting = waiting;
    this.client = client;
  }

  /** Runs them until the queue is empty; answers how many files failed. */
  static int runAll(List<UploadWorker> workers) throws InterruptedException {
    AtomicReference<@Nullable TransferException> end = new AtomicReference<>();
    List<Thread> threads =
        workers.stream()
            .peek(worker -> worker.end = end)
            .map(worker -> Thread.ofPlatform().name("upload").daemon().start(worker))
            .toList();
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      threads.forEach(Thread::interrupt);
      throw e;
    }
    return workers.stream().mapToInt(worker -> worker.failed).sum();
  }

  @Override
  public void run() {
    try (Lane lane = client.lane()) {
      Put next;
      for (Put put = waiting.poll(); put != null; put = next) {
        next = waiting.poll();
        send(lane, put, next);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(Lane lane, Put put, @Nullable Put next) throws InterruptedException {
    TransferException ended = end.get();
    if (ended != null) {
      failed++;
      client.listener().failed(put.path(), ended.saying("not tried: " + ended.message()));
      return;
    }
    try {
      lane.run(
          buffer -> client.upload(new FileSource(put.file()), put.path(), buffer),
          put.path(),
          announced(next));
    } catch (TransferException e) {
      failed++;
      if (e.hopeless()) {
        end.compareAndSet(null, e);
      }
    }
  }

  /** As far as it can be known before its turn. */
  private static @Nullable Next announced(@Nullable Put put) {
    try {
      return put == null ? null : new Next(RemoteName.checked(put.path()), Files.size(put.file()));
    } catch (IOException e) {
      return null; // it will tell when its turn has come
    }
  }
}
