package dev.dropbell.ftp;

import java.util.ArrayList;
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

  private static final List<String> ALWAYS =
      List.of(
          "EPSV",
          "HASH SHA-256*",
          "MDTM",
          "MLST Size*;Modify*;Type*;Perm;",
          "REST STREAM",
          "SIZE",
          "TVFS",
          "UTF8");

  private static final List<String> WITH_TLS = List.of("AUTH TLS", "PBSZ", "PROT");

  private final String answer;

  FeatCommand(boolean active, boolean tls) {
    List<String> features = new ArrayList<>(ALWAYS);
    features.addAll(active ? List.of("EPRT") : List.of());
    features.addAll(tls ? WITH_TLS : List.of());
    answer = "Extensions supported:\n " + String.join("\n ", features) + "\nEnd";
  }

  @Override
  public void execute(FtpIoSession session, FtpServerContext context, FtpRequest request) {
    Replies.send(session, 211, answer);
  }
}
