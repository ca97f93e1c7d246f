package dev.dropbell.ftp;

import dev.dropbell.upload.Upload;
import dev.dropbell.upload.UploadProblem;
import org.apache.mina.core.session.IoSession;
import org.jspecify.annotations.Nullable;

/**
 * What we keep for a control connection beside what the library keeps. Safe for concurrent use: the
 * session's commands write it, the I/O thread looks for a transfer to stop.
 */
final class SessionState {

  private static final String KEY = SessionState.class.getName();

  private final ControlConnection connection;
  private final DataPort dataPort;
  private volatile @Nullable Upload upload;
  private volatile boolean gone;

  /** Of the command thread only. */
  private @Nullable Long announcedBytes;

  private SessionState(ControlConnection connection, DataPort dataPort) {
    this.connection = connection;
    this.dataPort = dataPort;
  }

  static void open(ControlConnection connection, DataPort dataPort) {
    connection.setAttribute(KEY, new SessionState(connection, dataPort));
  }

  static SessionState of(IoSession session) {
    return (SessionState) session.getAttribute(KEY);
  }

  DataPort dataPort() {
    return dataPort;
  }

  /** Remembers what ALLO said. */
  void announce(@Nullable Long bytes) {
    announcedBytes = bytes;
  }

  /** What ALLO said, for the transfer that begins; it holds for one only. */
  @Nullable Long takeAnnounced() {
    Long bytes = announcedBytes;
    announcedBytes = null;
    return bytes;
  }

  void transferBegins(Upload begun) {
    upload = begun;
    if (gone) {
      begun.stop(UploadProblem.CONTROL_LOST);
    }
  }

  void transferEnds() {
    upload = null;
  }

  /** Whether an upload is under way, so that silence on the control connection is no idling. */
  boolean isTransferring() {
    return upload != null;
  }

  /** Whether the client is still there, asked of its socket. */
  boolean isClientAlive() {
    return !gone && connection.isAlive();
  }

  /** The control connection has ended. */
  void clientGone() {
    gone = true;
    interrupt(UploadProblem.CONTROL_LOST);
  }

  /** Ends a transfer that stands still. Asked about once a second by the listener's thread. */
  void endIfStalled() {
    if (dataPort.isStalled()) {
      interrupt(dataPort.isConnected() ? UploadProblem.TIMEOUT : UploadProblem.NO_CONNECTION);
    }
  }

  /** Ends the transfer that is under way, if any. */
  void interrupt(UploadProblem problem) {
    Upload current = upload;
    if (current != null) {
      current.stop(problem);
    }
    dataPort.closeDataConnection();
  }
}
