package dev.dropbell.client;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.apache.commons.net.ftp.FTPFile;
import org.jspecify.annotations.Nullable;

/** Reads what MLSD tells (RFC 3659, section 7), or LIST where that is unknown. */
final class Listing {

  private Listing() {}

  static List<RemoteEntry> of(FtpConnection connection, String path) throws IOException {
    FTPFile[] files =
        connection.listsFacts() ? facts(connection, path) : connection.listFiles(path);
    if (connection.getReplyCode() >= 400) {
      throw TransferException.refused(
          new Reply(connection.getReplyCode(), List.of(connection.getReplyStrings())));
    }
    return Arrays.stream(files)
        .filter(Objects::nonNull)
        .filter(file -> !file.getName().equals(".") && !file.getName().equals(".."))
        .map(Listing::entry)
        .sorted(Comparator.comparing(RemoteEntry::name))
        .toList();
  }

  /** Of a file MLSD is refused, and MLST tells. */
  private static FTPFile[] facts(FtpConnection connection, String path) throws IOException {
    try {
      return connection.mlistDir(path);
    } catch (TransferException refused) {
      FTPFile file = refused.replyCode() / 100 == 5 ? connection.mlistFile(path) : null;
      if (file == null || file.isDirectory()) {
        throw refused;
      }
      return new FTPFile[] {file};
    }
  }

  private static RemoteEntry entry(FTPFile file) {
    return new RemoteEntry(
        RemoteName.last(file.getName()),
        file.isDirectory(),
        file.isDirectory() ? 0 : Math.max(0, file.getSize()),
        time(file));
  }

  private static @Nullable Instant time(FTPFile file) {
    return file.getTimestamp() == null ? null : file.getTimestamp().toInstant();
  }
}
