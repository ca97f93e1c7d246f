package dev.dropbell.client;

import dev.dropbell.testing.FreePort;
import dev.dropbell.testing.RequiredProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * vsftpd, run by whoever runs the test, with anonymous users who may write. Close it to end it.
 *
 * @param port of the control connections
 * @param files its root
 */
record Vsftpd(ServerProcess process, int port, Path files) implements AutoCloseable {

  /** Starts it with these settings besides; without the program the test is skipped. */
  static Vsftpd start(Path directory, String... settings) throws IOException {
    Path program = RequiredProgram.find("vsftpd");
    int port = FreePort.take();
    Path files = Files.createDirectory(directory.resolve("files"));
    Path empty = Files.createDirectory(directory.resolve("empty"));
    List<String> all =
        new ArrayList<>(
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
                "connect_from_port_20=NO",
                "xferlog_enable=NO"));
    all.addAll(List.of(settings));
    Path config = Files.write(directory.resolve("vsftpd.conf"), all);
    Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
    return new Vsftpd(
        ServerProcess.start(
            port, directory.resolve("log"), List.of(program.toString(), config.toString())),
        port,
        files);
  }

  @Override
  public void close() {
    process.close();
  }
}
