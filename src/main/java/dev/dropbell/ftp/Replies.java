package dev.dropbell.ftp;

import dev.dropbell.upload.UploadProblem;
import org.apache.ftpserver.ftplet.DefaultFtpReply;
import org.apache.mina.core.session.IoSession;

/** Writes replies, and knows the code of each problem (RFC 959, section 4.2). */
final class Replies {

  private Replies() {}

  static void send(IoSession session, int code, String text) {
    session.write(new DefaultFtpReply(code, text));
  }

  static void send(IoSession session, UploadProblem problem) {
    send(session, code(problem), problem.sentence());
  }

  /**
   * The reply code of a problem. 4xx: the same command may work later; 5xx: it will not. {@code
   * src/docs/errors.md} shows the table.
   */
  static int code(UploadProblem problem) {
    return switch (problem) {
      case NO_SUCH_DIRECTORY, NOT_A_FILE, OUTSIDE_HOME, COMPLETED_FILE -> 550;
      case EXISTS, UNSTORABLE_NAME -> 553;
      case BAD_OFFSET -> 554;
      case FILE_TOO_LARGE, QUOTA_EXCEEDED -> 552;
      case DISK_FULL -> 452;
      case NO_CONNECTION -> 425;
      case TOO_MANY_UPLOADS -> 450;
      case LOG_UNAVAILABLE, STORAGE_FAILED -> 451;
      case ABORTED,
          SUPERSEDED,
          CONTROL_LOST,
          CONNECTION_LOST,
          TLS_TRUNCATED,
          SIZE_MISMATCH,
          TIMEOUT ->
          426;
      case SHUTTING_DOWN -> 421;
    };
  }
}
