package dev.dropbell.ftp;

import java.io.IOException;
import java.util.Set;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.ftpserver.impl.DefaultFtpHandler;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;
import org.apache.ftpserver.listener.nio.FtpHandlerAdapter;
import org.apache.mina.core.session.IdleStatus;
import org.apache.mina.core.session.IoSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between a control connection and the library's handler of commands: lines are queued when they
 * come and handed over one at a time. Thread-safe.
 */
final class CommandHandler extends FtpHandlerAdapter {

  private static final Logger log = LoggerFactory.getLogger(CommandHandler.class);

  /** Commands that touch neither disk nor password, and so may run on the listener's thread. */
  private static final Set<String> QUICK =
      Set.of(
          "ALLO", "EPSV", "FEAT", "MODE", "NOOP", "OPTS", "PASV", "PBSZ", "PROT", "PWD", "REST",
          "STRU", "SYST", "TYPE", "XPWD");

  private final FtpServerContext context;
  private final DefaultFtpHandler library;

  CommandHandler(FtpServerContext context, ControlListener listener) {
    this(context, listener, new DefaultFtpHandler());
  }

  private CommandHandler(
      FtpServerContext context, ControlListener listener, DefaultFtpHandler library) {
    super(context, library);
    this.context = context;
    this.library = library;
    library.init(context, listener);
  }

  static boolean isQuick(Object line) {
    return line instanceof String text && QUICK.contains(new CommandLine(text).getCommand());
  }

  /** Whether it asks for TLS (RFC 4217). */
  static boolean isAuth(Object line) {
    return line instanceof String text && new CommandLine(text).getCommand().equals("AUTH");
  }

  @Override
  public void messageReceived(IoSession session, Object line) {
    ((ControlConnection) session).received(line);
  }

  /** Runs one command to its end. */
  void run(ControlConnection connection, Object line) {
    if (line.equals(CommandDecoder.TOO_LONG)) {
      Replies.send(
          connection, 500, "The line is longer than " + CommandDecoder.MAX_LINE + " bytes.");
      return;
    }
    try {
      library.messageReceived(
          new FtpIoSession(connection, context), new CommandLine(line.toString()));
    } catch (Exception e) {
      exceptionCaught(connection, e);
    }
  }

  /** When a client vanishes in its handshake, what TLS had to say to it comes here, too. */
  @Override
  public void messageSent(IoSession session, Object message) throws Exception {
    if (message instanceof FtpReply) {
      super.messageSent(session, message);
    }
  }

  /** A client that vanished is no event; anything else that comes here is ours to mend. */
  @Override
  public void exceptionCaught(IoSession session, Throwable cause) {
    if (cause instanceof IOException) {
      log.debug("control connection broke: address={}", session.getRemoteAddress(), cause);
    } else {
      log.error("control connection closed: address={}", session.getRemoteAddress(), cause);
    }
    session.closeNow();
  }

  @Override
  public void sessionIdle(IoSession session, IdleStatus status) {
    if (session.getScheduledWriteBytes() > 0) {
      session.closeNow(); // it has not read its last answer, nor would it read this one
      return;
    }
    Replies.send(
        session,
        FtpReply.REPLY_421_SERVICE_NOT_AVAILABLE_CLOSING_CONTROL_CONNECTION,
        "Idle for too long.");
    session.closeOnFlush();
  }
}
