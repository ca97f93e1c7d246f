package dev.dropbell.upload;

/**
 * Everything that can keep an upload from completing: refused before its first byte, or failed
 * after it. {@code src/docs/errors.md} is the same table with each protocol's answer.
 */
public enum UploadProblem {
  /** The target is a directory, or its directory does not exist. */
  NO_SUCH_DIRECTORY("no-such-directory", "The directory does not exist; an operator makes it."),
  /** The target is a directory, a symbolic link or something else that is no file. */
  NOT_A_FILE("not-a-file", "The name belongs to something that is no file."),
  /** A symbolic link stands in the way. */
  OUTSIDE_HOME("outside-home", "The path leaves the home directory."),
  /** The policy for existing names is to refuse them. */
  EXISTS("exists", "A file of that name exists and may not be replaced."),
  /** Append to, or write into, a file that is complete. */
  COMPLETED_FILE("completed-file", "A completed file cannot be changed, only replaced."),
  /** A resume that begins behind what has arrived. */
  BAD_OFFSET("bad-offset", "The restart position is not within what has arrived."),
  /** The locale of the JVM has no characters for the name. */
  UNSTORABLE_NAME("unstorable-name", "The server's file system cannot store that name."),
  /** The user has as many uploads under way as one may have. */
  TOO_MANY_UPLOADS("too-many-uploads", "The user has too many uploads under way."),
  /** Larger than one file may be. */
  FILE_TOO_LARGE("file-too-large", "The file is larger than allowed."),
  /** The user's quota is used up. */
  QUOTA_EXCEEDED("quota-exceeded", "The user's quota is used up."),
  /** The disk is full, or would be fuller than the floor. */
  DISK_FULL("disk-full", "The server is out of disk space."),
  /** The client gave it up. */
  ABORTED("aborted", "The client aborted the upload."),
  /** The same user resumed it over another connection. */
  SUPERSEDED("superseded", "The upload was resumed over another connection."),
  /** The control connection ended. */
  CONTROL_LOST("control-lost", "The control connection ended before the upload was complete."),
  /** The client did not open the data connection, or could not be reached. */
  NO_CONNECTION("no-connection", "The data connection could not be opened."),
  /** The data connection broke. */
  CONNECTION_LOST("connection-lost", "The data connection broke."),
  /** The TLS stream ended without close_notify. */
  TLS_TRUNCATED("tls-truncated", "The TLS stream was cut off."),
  /** Other than ALLO had declared. */
  SIZE_MISMATCH("size-mismatch", "The size is not the one that was declared."),
  /** Nothing came for too long. */
  TIMEOUT("timeout", "The data connection was silent for too long."),
  /** The event could not be logged. */
  LOG_UNAVAILABLE("log-unavailable", "The event log cannot be written."),
  /** The disk failed in another way. */
  STORAGE_FAILED("storage-failed", "The file could not be stored."),
  /** The server is going down. */
  SHUTTING_DOWN("shutting-down", "The server is shutting down.");

  private final String code;
  private final String sentence;

  UploadProblem(String code, String sentence) {
    this.code = code;
    this.sentence = sentence;
  }

  /** The stable name that clients see as {@code reason}. */
  public String code() {
    return code;
  }

  /** What happened, for people. */
  public String sentence() {
    return sentence;
  }
}
