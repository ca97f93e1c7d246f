package dev.dropbell.ftp;

import dev.dropbell.upload.UploadProblem;
import java.util.Locale;
import org.apache.mina.core.filterchain.IoFilterAdapter;
import org.apache.mina.core.session.IdleStatus;
import org.apache.mina.core.session.IoSession;

/**
 * Sees what happens on the control connection on the I/O thread, before it queues behind the
 * command that is running: a client that has gone and ABOR stop a transfer now, not when it is
 * over.
 */
final class OutOfBandFilter extends IoFilterAdapter {

  @Override
  public void messageReceived(NextFilter next, IoSession session, Object message) {
    SessionState state = SessionState.of(session);
    if (isAbort(message.toString())) {
      state.interrupt(UploadProblem.ABORTED);
    }
    next.messageReceived(session, message);
  }

  /** The end of what the client sends is the end of the client: it is not there to read a 226. */
  @Override
  public void inputClosed(NextFilter next, IoSession session) {
    SessionState.of(session).clientGone();
    next.inputClosed(session);
  }

  @Override
  public void sessionClosed(NextFilter next, IoSession session) {
    SessionState.of(session).clientGone();
    next.sessionClosed(session);
  }

  /** While a file is transferred the control connection is silent, and that is no idling. */
  @Override
  public void sessionIdle(NextFilter next, IoSession session, IdleStatus status) {
    if (!SessionState.of(session).isTransferring()) {
      next.sessionIdle(session, status);
    }
  }

  private static boolean isAbort(String line) {
    return line.strip().toUpperCase(Locale.ROOT).equals("ABOR");
  }
}
