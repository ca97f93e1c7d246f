package dev.dropbell.eventlog;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The log cannot be opened, and why; nothing was changed. */
final class LogUnusableException extends RuntimeException {

  private final String action;

  private LogUnusableException(String problem, String action, @Nullable Throwable cause) {
    super(problem, cause);
    this.action = action;
  }

  static LogUnusableException corrupt(Path file, String finding, @Nullable Throwable cause) {
    return new LogUnusableException(
        "The event log %s is damaged, or no log at all: %s".formatted(file, finding),
        ("Nothing was changed or deleted. Choose one: put back a backup of it; or save what can be saved"
                + " with `sqlite3 %1$s .recover | sqlite3 recovered.db` and put recovered.db in its place;"
                + " or move it away, with %1$s-wal if that is there, and start with an empty log: its epoch"
                + " is new, so returning subscribers are told that they missed something.")
            .formatted(file),
        cause);
  }

  static LogUnusableException inaccessible(Path path, @Nullable Throwable cause) {
    return new LogUnusableException(
        "The event log cannot be kept at %s: %s".formatted(path, reason(cause)),
        "Let the user that runs the service write there, make room on the disk, or set"
            + " dropbell.data-directory to a local directory that is writable.",
        cause);
  }

  static LogUnusableException inUse(Path directory, String owner) {
    return new LogUnusableException(
        "The data directory %s is in use by %s.".formatted(directory, owner),
        "Stop that one first, or set dropbell.data-directory to a directory of this service's own.",
        null);
  }

  /** What the operator can do. */
  String action() {
    return action;
  }

  private static String reason(@Nullable Throwable cause) {
    return cause == null ? "it is not writable" : cause.toString();
  }
}
