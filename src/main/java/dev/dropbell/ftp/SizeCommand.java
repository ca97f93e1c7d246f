package dev.dropbell.ftp;

import dev.dropbell.upload.FilePath;
import dev.dropbell.upload.PathRefusedException;
import dev.dropbell.upload.UploadStore;
import java.util.OptionalLong;
import org.apache.ftpserver.command.Command;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;

/**
 * SIZE (RFC 3659, section 4): how large a completed file is, or from where an interrupted upload of
 * the same user can be resumed.
 *
 * @param store knows both
 */
record SizeCommand(UploadStore store) implements Command {

  @Override
  public void execute(FtpIoSession session, FtpServerContext context, FtpRequest request) {
    session.resetState();
    if (request.getArgument() == null) {
      Replies.send(session, 501, "Name the file: SIZE <name>.");
      return;
    }
    try {
      FilePath path = ((HomeView) session.getFileSystemView()).locate(request.getArgument());
      OptionalLong size = size(store, path, session.getUser().getName());
      if (size.isPresent()) {
        Replies.send(session, 213, Long.toString(size.getAsLong()));
      } else {
        Replies.send(session, 550, "There is no such file.");
      }
    } catch (PathRefusedException e) {
      Replies.send(session, 550, e.reason());
    }
  }

  private static OptionalLong size(UploadStore store, FilePath path, String user) {
    return store
        .files()
        .find(path)
        .map(entry ->
            entry.isDirectory() ? OptionalLong.empty() : OptionalLong.of(entry.sizeBytes()))
        .orElseGet(() -> store.resumableBytes(user, path));
  }
}
