package dev.dropbell.client;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One transfer after the other over one connection, which is renewed when it breaks. Not
 * thread-safe.
 */
final class Lane implements AutoCloseable {

  private static final int BUFFER = 128 * 1024;

  private final Connections connections;
  private final Retries retries;
  private final TransferListener listener;
  private final byte[] buffer = new byte[BUFFER];
  private @Nullable FtpConnection connection;

  Lane(Connections connections, Retries retries, TransferListener listener) {
    this.connections = connections;
    this.retries = retries;
    this.listener = listener;
  }

  /** Prepares a transfer, when its turn has come. */
  interface Start {
    Transfer with(byte[] buffer) throws IOException;
  }

  /** Something to ask that may take several attempts. */
  interface Question<T> {
    T ask(FtpConnection connection) throws IOException;
  }

  /** One attempt. */
  private interface Attempt<T> {
    T run(FtpConnection connection, int number) throws IOException;
  }

  /** Runs a transfer to its end, good or bad, and tells the listener. */
  Receipt run(Start start, String name) throws TransferException, InterruptedException {
    return run(start, name, null);
  }

  /**
   * The same, with another upload behind it.
   *
   * @param next null when there is none, or its size is not known
   */
  Receipt run(Start start, String name, @Nullable Next next)
      throws TransferException, InterruptedException {
    listener.started(name);
    if (connection != null && connection.isAheadOfOtherThan(name)) {
      letGo(); // what was begun ahead has turned out not to be there
    }
    try (Transfer transfer = start.with(buffer)) {
      Receipt receipt =
          persist(name, (connected, number) -> transfer.attempt(connected, number, next));
      listener.completed(receipt);
      return receipt;
    } catch (IOException e) {
      TransferException failure = Failures.of(e);
      listener.failed(name, failure);
      throw failure;
    }
  }

  /** Asks until there is an answer, or no hope for one. */
  <T> T ask(String name, Question<T> question) throws TransferException, InterruptedException {
    return persist(name, (connected, _) -> question.ask(connected));
  }

  private <T> T persist(String name, Attempt<T> attempt)
      throws TransferException, InterruptedException {
    for (int number = 1; ; number++) {
      try {
        return attempt.run(connected(), number);
      } catch (IOException e) {
        TransferException failure = Failures.of(e);
        letGo();
        if (!failure.retryable() || number > retries.count()) {
          throw number == 1
              ? failure
              : failure.saying("%s (after %d attempts)".formatted(failure.message(), number));
        }
        Duration pause = retries.pause(number, ThreadLocalRandom.current());
        listener.retrying(name, failure, number + 1, retries.count() + 1, pause);
        Thread.sleep(pause);
      }
    }
  }

  /** Its connection, or another; not to get one fails all that would come behind. */
  private FtpConnection connected() throws TransferException {
    FtpConnection ready = connection;
    if (ready == null) {
      try {
        ready = connections.take();
        connection = ready;
      } catch (IOException e) {
        throw Failures.of(e).forAll();
      }
    }
    return ready;
  }

  private void letGo() {
    FtpConnection used = connection;
    if (used != null && !used.isClean()) {
      connections.giveBack(used);
      connection = null;
    }
  }

  @Override
  public void close() {
    FtpConnection used = connection;
    if (used != null) {
      connections.giveBack(used);
      connection = null;
    }
  }
}
