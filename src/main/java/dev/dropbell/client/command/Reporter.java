package dev.dropbell.client.command;

import dev.dropbell.client.Receipt;
import dev.dropbell.client.TransferException;
import dev.dropbell.client.TransferListener;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Tells people how transfers go: a line each, and on a terminal a bar instead. Thread-safe; a line
 * is never torn.
 */
final class Reporter implements TransferListener, AutoCloseable {

  private final Surroundings surroundings;
  private final boolean quiet;
  private final boolean resultsAside;
  private final @Nullable Bar bar;
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final long begun = System.nanoTime();

  /**
   * Reports to these.
   *
   * @param quiet says nothing but what went wrong
   * @param resultsAside keeps the standard output free for a file
   * @param files how many there will be
   * @param totalBytes of all of them; 0 when that is not known before
   */
  Reporter(
      Surroundings surroundings, boolean quiet, boolean resultsAside, int files, long totalBytes) {
    this.surroundings = surroundings;
    this.quiet = quiet;
    this.resultsAside = resultsAside;
    this.bar =
        quiet || surroundings.console() == null
            ? null
            : new Bar(surroundings.err(), files, totalBytes);
  }

  @Override
  public void started(String name) {
    if (bar != null) {
      bar.started(name);
    }
  }

  @Override
  public void sized(String name, long size) {
    if (bar != null) {
      bar.sized(size);
    }
  }

  @Override
  public void progressed(String name, long at) {
    if (bar != null) {
      bar.progressed(name, at);
    }
  }

  @Override
  public void retrying(
      String name, TransferException why, int attempt, int attempts, Duration pause) {
    if (!quiet) {
      line(
          String.format(
              Locale.ROOT,
              "%s: %s; attempt %d of %d in %.1f s",
              Sizes.printable(name),
              why.message(),
              attempt,
              attempts,
              pause.toMillis() / 1000.0),
          false);
    }
  }

  @Override
  public void completed(Receipt receipt) {
    done.incrementAndGet();
    bytes.addAndGet(receipt.sizeBytes());
    if (bar != null) {
      bar.ended(receipt.name());
    } else if (!quiet) {
      line(
          "%s: %s, %s"
              .formatted(
                  Sizes.printable(receipt.name()), Sizes.of(receipt.sizeBytes()), how(receipt)),
          true);
    }
  }

  private static String how(Receipt receipt) {
    String proof =
        switch (receipt.proof()) {
          case HASH -> "same SHA-256";
          case SIZE -> "same size";
          case REPLY -> "as the server says";
        };
    return receipt.alreadyThere() ? "was there already, " + proof : proof;
  }

  @Override
  public void failed(String name, TransferException why) {
    failed.incrementAndGet();
    if (bar != null) {
      bar.ended(name);
    }
    line("%s: failed: %s".formatted(Sizes.printable(name), why.message()), false);
  }

  /** A file that did not come as far as a transfer. */
  void unreadable(String name, String why) {
    failed.incrementAndGet();
    line("%s: failed: %s".formatted(Sizes.printable(name), why), false);
  }

  private synchronized void line(String text, boolean result) {
    if (bar != null) {
      bar.clear();
    }
    (result && !resultsAside ? surroundings.out() : surroundings.err()).println(text);
  }

  /** Says what came of it all; the exit code. */
  int summary(String verb) {
    if (!quiet && done.get() + failed.get() > 1) {
      double seconds = (System.nanoTime() - begun) / 1e9;
      line(
          String.format(
              Locale.ROOT,
              "%d %s, %s in %.1f s (%s/s)%s",
              done.get(),
              verb,
              Sizes.of(bytes.get()),
              seconds,
              Sizes.of((long) (bytes.get() / Math.max(seconds, 0.001))),
              failed.get() == 0 ? "" : "; %d failed".formatted(failed.get())),
          true);
    }
    return failed.get() == 0 ? 0 : 1;
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
