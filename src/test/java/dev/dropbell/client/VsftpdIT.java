package dev.dropbell.client;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * The client with vsftpd: no HASH, no MLSD, partial files visible. It runs as whoever runs the
 * test, and lets anonymous users write.
 */
class VsftpdIT extends FtpServerContract {

  private static Vsftpd vsftpd;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    vsftpd = Vsftpd.start(directory);
  }

  @AfterAll
  static void stop() {
    if (vsftpd != null) {
      vsftpd.close();
    }
  }

  @Override
  Server server() {
    return new Server("127.0.0.1", vsftpd.port(), "anonymous", "dropbell@", Tls.OFF);
  }

  @Override
  Path root() {
    return vsftpd.files();
  }
}
