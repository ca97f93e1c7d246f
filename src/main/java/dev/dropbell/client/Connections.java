package dev.dropbell.client;

import java.io.IOException;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Opens connections, keeps those that are idle, and cuts those on which nothing moves. Thread-safe.
 */
final class Connections implements AutoCloseable {

  private final Settings settings;
  private final Deque<FtpConnection> idle = new ConcurrentLinkedDeque<>();
  private final Set<FtpConnection> open = ConcurrentHashMap.newKeySet();
  private final Thread watch;

  Connections(Settings settings) {
    this.settings = settings;
    this.watch = Thread.ofPlatform().daemon().name("stall-watch").start(this::watch);
  }

  /** An idle connection, or a new one. */
  FtpConnection take() throws IOException {
    FtpConnection kept = idle.pollFirst();
    return kept == null ? connect() : kept;
  }

  private FtpConnection connect() throws IOException {
    FtpConnection connection = FtpConnection.open(settings.server(), settings.timeout());
    open.add(connection);
    return connection;
  }

  /** Takes it back; one in the midst of something is cut. */
  void giveBack(FtpConnection connection) {
    if (connection.isClean()) {
      idle.addFirst(connection);
    } else {
      open.remove(connection);
      connection.cut();
    }
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(settings.timeout().dividedBy(4));
        open.forEach(FtpConnection::abortIfStalled);
      }
    } catch (InterruptedException closed) {
      // Nobody is left to be watched.
    }
  }

  @Override
  public void close() {
    watch.interrupt();
    for (FtpConnection connection = idle.poll(); connection != null; connection = idle.poll()) {
      open.remove(connection);
      connection.leave();
    }
    open.forEach(FtpConnection::cut);
  }
}
