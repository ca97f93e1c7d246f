package dev.dropbell.ftp;

import org.apache.ftpserver.command.Command;
import org.apache.ftpserver.command.impl.listing.MLSTFileFormater;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.FtpFile;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;

/**
 * MLST (RFC 3659, section 7): the facts of one file. The library indents them by more than the one
 * space that clients go by, and takes brackets in a name for a pattern.
 */
final class MlstCommand implements Command {

  @Override
  public void execute(FtpIoSession session, FtpServerContext context, FtpRequest request)
      throws FtpException {
    session.resetState();
    String path = request.hasArgument() ? request.getArgument() : ".";
    FtpFile file = session.getFileSystemView().getFile(path);
    if (file == null || !file.doesExist()) {
      Replies.send(session, 550, "There is no such file or directory.");
      return;
    }
    Replies.send(
        session, 250, "Facts:\n " + facts(session, file) + " " + file.getAbsolutePath() + "\nEnd");
  }

  /** Facts hold no space; behind the first stands the name. */
  private static String facts(FtpIoSession session, FtpFile file) {
    String line = new MLSTFileFormater((String[]) session.getAttribute("MLST.types")).format(file);
    return line.substring(0, line.indexOf(' '));
  }
}
