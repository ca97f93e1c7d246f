package dev.dropbell.ftp;

import dev.dropbell.upload.FilePath;
import dev.dropbell.upload.PathRefusedException;
import dev.dropbell.upload.UploadStore;
import java.util.OptionalLong;
import org.apache.ftpserver.command.Command;
import org.apache.ftpserver.command.impl.listing.MLSTFileFormater;
import org.apache.ftpserver.ftplet.FtpFile;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;

/**
 * MLST (RFC 3659, section 7): the facts of one file or directory. Of an interrupted upload the same
 * user is told the size that a resume starts from.
 *
 * @param store knows what can be resumed
 */
record MlstCommand(UploadStore store) implements Command {

  @Override
  public void execute(FtpIoSession session, FtpServerContext context, FtpRequest request) {
    session.resetState();
    HomeView view = (HomeView) session.getFileSystemView();
    String name = request.getArgument() == null ? "." : request.getArgument();
    try {
      FilePath path = view.locate(name);
      FtpFile file = view.getFile(name);
      OptionalLong partial = store.resumableBytes(session.getUser().getName(), path);
      if (file != null && file.doesExist()) {
        listing(session, facts(session, file) + ' ' + file.getAbsolutePath());
      } else if (partial.isPresent()) {
        listing(session, "Size=%d;Type=file; %s".formatted(partial.getAsLong(), name));
      } else {
        Replies.send(session, 550, "There is no such file.");
      }
    } catch (PathRefusedException e) {
      Replies.send(session, 550, e.reason());
    }
  }

  /** Facts hold no space; behind the first stands the name. */
  private static String facts(FtpIoSession session, FtpFile file) {
    String[] wanted = (String[]) session.getAttribute("MLST.types"); // set by OPTS MLST
    String line = new MLSTFileFormater(wanted).format(file);
    return line.substring(0, line.indexOf(' '));
  }

  private static void listing(FtpIoSession session, String facts) {
    Replies.send(session, 250, "Listing\n " + facts + "\nEnd");
  }
}
