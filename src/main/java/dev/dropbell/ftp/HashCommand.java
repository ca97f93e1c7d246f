package dev.dropbell.ftp;

import dev.dropbell.upload.FilePath;
import dev.dropbell.upload.PathRefusedException;
import dev.dropbell.upload.UploadStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.ftpserver.command.Command;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;

/**
 * HASH (draft-bryan-ftpext-hash-02): the SHA-256 of a completed file, computed from what is on the
 * disk now, so that it also answers whether the disk still has what was uploaded.
 *
 * @param store where the files are read
 */
record HashCommand(UploadStore store) implements Command {

  private static final int BUFFER = 256 * 1024;

  @Override
  public void execute(FtpIoSession session, FtpServerContext context, FtpRequest request) {
    if (request.getArgument() == null) {
      Replies.send(session, 501, "Name the file: HASH <name>.");
      return;
    }
    try {
      FilePath path = ((HomeView) session.getFileSystemView()).locate(request.getArgument());
      try (FileChannel file = store.files().open(path)) {
        long size = file.size();
        String hash = sha256(file);
        Replies.send(
            session,
            213,
            "SHA-256 0-%d %s %s".formatted(Math.max(0, size - 1), hash, request.getArgument()));
      }
    } catch (PathRefusedException e) {
      Replies.send(session, 550, e.reason());
    } catch (IOException e) {
      Replies.send(session, 550, "There is no such file.");
    }
  }

  private static String sha256(FileChannel file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      ByteBuffer buffer = ByteBuffer.allocate(Math.clamp(file.size(), 1, BUFFER));
      while (file.read(buffer.clear()) >= 0) {
        digest.update(buffer.flip());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
