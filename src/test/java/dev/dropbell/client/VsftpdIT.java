package dev.dropbell.client;

import dev.dropbell.testing.RequiredProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * The client with vsftpd: no HASH, no MLSD, partial files visible. It runs as whoever runs the
 * test, and lets anonymous users write.
 */
class VsftpdIT extends FtpServerContract {

  private static ServerProcess process;
  private static int port;
  private static Path files;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    Path program = RequiredProgram.find("vsftpd");
    port = ServerProcess.freePort();
    files = Files.createDirectory(directory.resolve("files"));
    Path empty = Files.createDirectory(directory.resolve("empty"));
    // It changes to this user's home, and needs no rights of root for it.
    Path config =
        Files.write(
            directory.resolve("vsftpd.conf"),
            List.of(
                "listen=YES",
                "listen_address=127.0.0.1",
                "listen_port=" + port,
                "background=NO",
                "run_as_launching_user=YES",
                "anonymous_enable=YES",
                "local_enable=NO",
                "ftp_username=" + System.getProperty("user.name"),
                "anon_root=" + files,
                "write_enable=YES",
                "anon_upload_enable=YES",
                "anon_mkdir_write_enable=YES",
                "anon_other_write_enable=YES",
                "anon_world_readable_only=NO",
                "allow_writeable_chroot=YES",
                "secure_chroot_dir=" + empty,
                "seccomp_sandbox=NO",
                // While a transfer stands still, its file is locked.
                "data_connection_timeout=2",
                "ssl_enable=NO",
                "connect_from_port_20=NO",
                "xferlog_enable=NO"));
    Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
    process =
        ServerProcess.start(
            port, directory.resolve("log"), List.of(program.toString(), config.toString()));
  }

  @AfterAll
  static void stop() {
    if (process != null) {
      process.close();
    }
  }

  @Override
  Server server() {
    return new Server("127.0.0.1", port, "anonymous", "dropbell@", Tls.OFF);
  }

  @Override
  Path root() {
    return files;
  }
}
