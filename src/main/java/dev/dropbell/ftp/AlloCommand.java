package dev.dropbell.ftp;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.ftpserver.command.Command;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;

/**
 * ALLO (RFC 959, section 4.1.3): how many bytes the next transfer will send. What comes is compared
 * with it, which is the strongest proof of a whole file that FTP has. {@code ALLO 0} says nothing.
 */
final class AlloCommand implements Command {

  /** The record size behind R means nothing for files without records. */
  private static final Pattern ARGUMENT = Pattern.compile("(\\d{1,18})(\\s+R\\s+\\d+)?");

  @Override
  public void execute(FtpIoSession session, FtpServerContext context, FtpRequest request) {
    Matcher argument =
        ARGUMENT.matcher(request.getArgument() == null ? "" : request.getArgument().strip());
    if (!argument.matches()) {
      Replies.send(session, 501, "Give the number of bytes: ALLO <bytes>.");
      return;
    }
    long bytes = Long.parseLong(argument.group(1));
    SessionState.of(session).announce(bytes == 0 ? null : bytes);
    Replies.send(session, 200, "Noted.");
  }
}
