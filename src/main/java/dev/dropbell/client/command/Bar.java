package dev.dropbell.client.command;

import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * One bar for all files: how much, how fast, how long still, which file of how many. Thread-safe.
 */
final class Bar implements AutoCloseable {

  private static final int WIDTH = 100;
  private static final int REFRESH_MILLIS = 200;
  private static final long MIB = 1 << 20;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintStream terminal;
  private final int files;
  private final boolean totalKnown;
  private final ProgressBar bar;
  private final Map<String, Long> under = new ConcurrentHashMap<>();

  /** Guarded by this. */
  private int started;

  Bar(PrintStream terminal, int files, long totalBytes) {
    this.terminal = terminal;
    this.files = files;
    this.totalKnown = totalBytes > 0;
    this.bar =
        new ProgressBarBuilder()
            .setTaskName("")
            .setInitialMax(totalKnown ? totalBytes : -1)
            .setUnit(" MiB", MIB)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REFRESH_MILLIS)
            .showSpeed()
            .setConsumer(
                new DelegatingProgressBarConsumer(line -> terminal.print('\r' + line), width()))
            .build();
  }

  private static int width() {
    String columns = System.getenv("COLUMNS");
    return columns != null && columns.matches("\\d{1,4}") ? Integer.parseInt(columns) - 1 : WIDTH;
  }

  synchronized void started(String name) {
    started++;
    bar.setExtraMessage(" %d of %d %s".formatted(started, files, Sizes.printable(name)));
  }

  void sized(long bytes) {
    if (!totalKnown) {
      bar.maxHint(bytes);
    }
  }

  /** A later attempt may begin further back than the one before ended. */
  void progressed(String name, long at) {
    Long before = under.put(name, at);
    bar.stepBy(at - (before == null ? 0 : before));
  }

  void ended(String name) {
    under.remove(name);
  }

  void clear() {
    terminal.print(CLEAR_LINE);
  }

  @Override
  public void close() {
    bar.close();
    terminal.println();
  }
}
