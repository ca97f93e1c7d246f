package dev.dropbell.ftp;

import dev.dropbell.ftp.FtpProperties.Permission;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.ftpserver.ftplet.DefaultFtpReply;
import org.apache.ftpserver.ftplet.DefaultFtplet;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.ftplet.FtpSession;
import org.apache.ftpserver.ftplet.FtpletResult;
import org.apache.ftpserver.ftplet.User;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The permission table of an upload-only server (DESIGN 2.1), applied before a command runs: what
 * changes anything but by uploading is refused to everybody, the rest to users without the
 * permission. Thread-safe.
 */
final class UploadOnlyFtplet extends DefaultFtplet {

  private static final Logger log = LoggerFactory.getLogger(UploadOnlyFtplet.class);

  private static final int NOT_TAKEN = 550;
  private static final int NOT_IMPLEMENTED_FOR_PARAMETER = 504;

  private static final String NO_DELETE = "files are never deleted over FTP";
  private static final String NO_RENAME = "files are never renamed over FTP";
  private static final String NO_DIRECTORIES = "directories are made and removed by the operator";
  private static final String NO_ATTRIBUTES = "attributes are never changed over FTP";

  private static final Map<String, String> RULES =
      Map.of(
          "DELE", NO_DELETE,
          "RNFR", NO_RENAME,
          "RNTO", NO_RENAME,
          "MKD", NO_DIRECTORIES,
          "XMKD", NO_DIRECTORIES,
          "RMD", NO_DIRECTORIES,
          "XRMD", NO_DIRECTORIES,
          "MFMT", NO_ATTRIBUTES,
          "MFCT", NO_ATTRIBUTES,
          "MFF", NO_ATTRIBUTES);

  /** With a time before the name, MDTM sets it, as some old servers had it. */
  private static final Pattern MDTM_WITH_TIME = Pattern.compile("\\d{14}(\\.\\d+)?(\\s.*)");

  /** SIZE and the like are needed to resume, so uploading is permission enough for them. */
  private static final Map<String, Set<Permission>> NEEDED =
      Map.ofEntries(
          Map.entry("STOR", Set.of(Permission.UPLOAD)),
          Map.entry("STOU", Set.of(Permission.UPLOAD)),
          Map.entry("APPE", Set.of(Permission.UPLOAD)),
          Map.entry("RETR", Set.of(Permission.DOWNLOAD)),
          Map.entry("MD5", Set.of(Permission.DOWNLOAD)),
          Map.entry("MMD5", Set.of(Permission.DOWNLOAD)),
          Map.entry("LIST", Set.of(Permission.LIST)),
          Map.entry("NLST", Set.of(Permission.LIST)),
          Map.entry("MLSD", Set.of(Permission.LIST)),
          Map.entry("MLST", Set.of(Permission.LIST, Permission.UPLOAD)),
          Map.entry("SIZE", Set.of(Permission.LIST, Permission.UPLOAD)),
          Map.entry("MDTM", Set.of(Permission.LIST, Permission.UPLOAD)),
          Map.entry("HASH", Set.of(Permission.LIST, Permission.UPLOAD)));

  /** What opens a data connection. */
  private static final Set<String> TRANSFERS =
      Set.of("STOR", "STOU", "APPE", "RETR", "LIST", "NLST", "MLSD");

  private final boolean tlsRequired;
  private final MeterRegistry meters;

  UploadOnlyFtplet(boolean tlsRequired, MeterRegistry meters) {
    this.tlsRequired = tlsRequired;
    this.meters = meters;
    // From the start, so that the first refusal is a rise that an alert can see.
    RULES.keySet().forEach(this::refused);
  }

  private Counter refused(String command) {
    return Counter.builder("dropbell.ftp.refused")
        .description("FTP commands that were refused by design or for want of a permission")
        .tag("command", command)
        .register(meters);
  }

  /** What to answer instead of running a command. */
  private record Refusal(int code, String rule) {}

  @Override
  public FtpletResult beforeCommand(FtpSession session, FtpRequest request) throws FtpException {
    String command = request.getCommand().toUpperCase(Locale.ROOT);
    String argument = request.getArgument() == null ? "" : request.getArgument();
    if (command.equals("PASS") && session.getUser() != null) {
      // The library would answer 202 and log the user out.
      session.write(new DefaultFtpReply(230, "You are logged in already."));
      return FtpletResult.SKIP;
    }
    Refusal refusal = withoutTls(session, command);
    if (refusal == null) {
      refusal = refusal(session.getUser(), command, argument);
    }
    if (refusal == null) {
      return FtpletResult.DEFAULT;
    }
    session.write(
        new DefaultFtpReply(refusal.code(), command + " refused: " + refusal.rule() + "."));
    refused(command).increment();
    log.info(
        "refused: command={} path={} user={} address={} rule=\"{}\"",
        command,
        command.equals("PASS") ? "-" : printable(argument), // no password in the log
        session.getUser() == null ? "-" : session.getUser().getName(),
        session.getClientAddress(),
        refusal.rule());
    return FtpletResult.SKIP;
  }

  /** RFC 4217: 530 before the login, 521 for a data connection in the clear. */
  private @Nullable Refusal withoutTls(FtpSession session, String command) {
    if (!tlsRequired) {
      return null;
    }
    if (!session.isSecure() && (command.equals("USER") || command.equals("PASS"))) {
      return new Refusal(530, "send AUTH TLS first");
    }
    if (TRANSFERS.contains(command) && !session.getDataConnection().isSecure()) {
      return new Refusal(521, "send PROT P first");
    }
    return null;
  }

  private static @Nullable Refusal refusal(@Nullable User user, String command, String argument) {
    String rule = RULES.get(command);
    if (rule != null) {
      return new Refusal(NOT_TAKEN, rule);
    }
    if (command.equals("MDTM") && MDTM_WITH_TIME.matcher(argument).matches()) {
      return new Refusal(NOT_TAKEN, NO_ATTRIBUTES);
    }
    if (command.equals("SITE") && !isHarmless(argument)) {
      return new Refusal(NOT_TAKEN, "SITE changes nothing here");
    }
    if (command.equals("MODE") && !argument.equalsIgnoreCase("S")) {
      return new Refusal(NOT_IMPLEMENTED_FOR_PARAMETER, "only stream mode is implemented");
    }
    if (command.equals("STAT") && !argument.isEmpty()) {
      return withoutPermission(user, "LIST");
    }
    return withoutPermission(user, command);
  }

  private static @Nullable Refusal withoutPermission(@Nullable User user, String command) {
    Set<Permission> oneOf = NEEDED.get(command);
    if (oneOf == null || !(user instanceof FtpUser known) || oneOf.stream().anyMatch(known::may)) {
      return null;
    }
    return new Refusal(NOT_TAKEN, "you do not have the permission for it");
  }

  private static boolean isHarmless(String siteArgument) {
    return siteArgument.isBlank() || siteArgument.strip().equalsIgnoreCase("HELP");
  }

  private static String printable(String argument) {
    String printable = argument.replaceAll("\\p{C}", "?");
    return printable.length() <= 255 ? printable : printable.substring(0, 255) + "…";
  }
}
