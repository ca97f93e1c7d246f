package dev.dropbell.ftp;

import java.util.List;
import org.apache.ftpserver.command.Command;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.FtpServerContext;

/**
 * FEAT (RFC 2389): what we do beyond RFC 959, and nothing that we refuse. The facts of MLST that
 * are told without being asked for have a star (RFC 3659, section 7.8).
 */
final class FeatCommand implements Command {

  private static final List<String> FEATURES =
      List.of(
          "EPSV", "MDTM", "MLST Size*;Modify*;Type*;Perm;", "REST STREAM", "SIZE", "TVFS", "UTF8");

  @Override
  public void execute(FtpIoSession session, FtpServerContext context, FtpRequest request) {
    Replies.send(session, 211, "Extensions supported:\n " + String.join("\n ", FEATURES) + "\nEnd");
  }
}
