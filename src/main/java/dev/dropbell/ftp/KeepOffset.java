package dev.dropbell.ftp;

import java.io.IOException;
import org.apache.ftpserver.command.Command;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;

/**
 * A command of the library that may stand between REST and its transfer. Without this the library
 * forgets the offset at PASV, and a client that sends REST first would start from zero.
 *
 * @param command the library's own
 */
record KeepOffset(Command command) implements Command {

  @Override
  public void execute(FtpIoSession session, FtpServerContext context, FtpRequest request)
      throws IOException, FtpException {
    long offset = session.getFileOffset();
    command.execute(session, context, request);
    session.setFileOffset(offset);
  }
}
