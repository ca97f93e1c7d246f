package dev.dropbell.ftp;

import java.io.IOException;
import org.apache.ftpserver.command.Command;
import org.apache.ftpserver.command.impl.listing.ListArgumentParser;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.FtpFile;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;
import org.jspecify.annotations.Nullable;

/**
 * A command of the library that lists, asked for a place that exists. By itself NLST and MLSD show
 * an empty directory where none is, and LIST and STAT stumble over a path that breaks the rules.
 *
 * @param command the library's own
 * @param directoriesOnly whether a file cannot be listed either (MLSD: RFC 3659, section 7.2.1)
 */
record CheckedListing(Command command, boolean directoriesOnly) implements Command {

  @Override
  public void execute(FtpIoSession session, FtpServerContext context, FtpRequest request)
      throws IOException, FtpException {
    try {
      if (request.hasArgument() && !isThere(session, request.getArgument())) {
        refuse(session, 550, "There is no such directory.");
        return;
      }
    } catch (IllegalArgumentException e) {
      refuse(session, 501, "A pattern may stand in the last name only.");
      return;
    }
    command.execute(session, context, request);
  }

  private boolean isThere(FtpIoSession session, String argument) throws FtpException {
    String path = ListArgumentParser.parse(argument).getFile();
    @Nullable FtpFile place = session.getFileSystemView().getFile(path);
    return place != null && (directoriesOnly ? place.isDirectory() : place.doesExist());
  }

  private static void refuse(FtpIoSession session, int code, String text) {
    session.resetState();
    session.getDataConnection().closeDataConnection();
    Replies.send(session, code, text);
  }
}
