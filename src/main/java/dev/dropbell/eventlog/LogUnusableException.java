package dev.dropbell.eventlog;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The log cannot be opened, and why; nothing was changed. */
final class LogUnusableException extends RuntimeException {

  /** What SQLite says when the file system refused, rather than that the content is wrong. */
  private static final Set<SQLiteErrorCode> ACCESS =
      EnumSet.of(
          SQLiteErrorCode.SQLITE_CANTOPEN,
          SQLiteErrorCode.SQLITE_READONLY,
          SQLiteErrorCode.SQLITE_PERM,
          SQLiteErrorCode.SQLITE_IOERR,
          SQLiteErrorCode.SQLITE_FULL,
          SQLiteErrorCode.SQLITE_BUSY);

  /** A result code holds the kind of error in its lowest byte, the details above. */
  private static final int KIND = 0xff;

  private final String action;

  private LogUnusableException(String problem, String action, @Nullable Throwable cause) {
    super(problem, cause);
    this.action = action;
  }

  /** Tells a file that cannot be reached from one that makes no sense. */
  static LogUnusableException of(Path file, Exception failure) {
    SQLException cause = sqlCause(failure);
    return cause instanceof SQLiteException e && ACCESS.contains(kind(e))
        ? inaccessible(file, e)
        : corrupt(file, String.valueOf((cause == null ? failure : cause).getMessage()), failure);
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

  private static SQLiteErrorCode kind(SQLiteException failure) {
    return SQLiteErrorCode.getErrorCode(failure.getResultCode().code & KIND);
  }

  private static @Nullable SQLException sqlCause(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLException found) {
        return found;
      }
    }
    return null;
  }
}
