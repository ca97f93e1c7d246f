package dev.dropbell.ftp;

import java.io.IOException;
import org.apache.ftpserver.ftplet.DefaultFtpReply;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.ftpserver.impl.DefaultFtpHandler;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.mina.core.session.IdleStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The library's handler of commands, with our answers to trouble. */
final class ControlHandler extends DefaultFtpHandler {

  private static final Logger log = LoggerFactory.getLogger(ControlHandler.class);

  /** A client that vanished is no event; anything else that comes here is ours to mend. */
  @Override
  public void exceptionCaught(FtpIoSession session, Throwable cause) {
    if (cause instanceof IOException) {
      log.debug("control connection broke: address={}", session.getRemoteAddress(), cause);
    } else {
      log.error("control connection closed: address={}", session.getRemoteAddress(), cause);
    }
    session.closeNow();
  }

  @Override
  public void sessionIdle(FtpIoSession session, IdleStatus status) {
    session.write(
        new DefaultFtpReply(
            FtpReply.REPLY_421_SERVICE_NOT_AVAILABLE_CLOSING_CONTROL_CONNECTION,
            "Idle for too long."));
    session.closeOnFlush();
  }
}
