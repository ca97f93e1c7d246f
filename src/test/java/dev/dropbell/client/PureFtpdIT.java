package dev.dropbell.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dropbell.testing.FreePort;
import dev.dropbell.testing.RequiredProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * The client with pure-ftpd: MLSD but no HASH. It runs as root only, and acts as a user of nobody
 * in particular.
 */
class PureFtpdIT extends FtpServerContract {

  private static final String USER_ID = "12345";

  /** Of secret123, by crypt(3), which is checked faster than what pure-pw would choose. */
  private static final String HASH =
      "$6$dropbell$NQsl..93xTdzPydHjWGH4RIoutzGkvXzQCt2Y1yv7ITzQyWX1Ej/CeeK5UEutJdjQZYhEaLwjaXQWukwnUYTU.";

  private static ServerProcess process;
  private static int port;
  private static Path files;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    Path program = RequiredProgram.find("pure-ftpd");
    Path passwords = RequiredProgram.find("pure-pw");
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "skipped: pure-ftpd starts as root only");
    port = FreePort.take();
    files = Files.createDirectory(directory.resolve("files"));
    run("chown", USER_ID, files.toString());
    run("chmod", "711", directory.toString());
    Path users = directory.resolve("users");
    Path database = directory.resolve("users.pdb");
    Files.writeString(
        users, "uploader:%s:%s:%s::%s/./::::::::::::%n".formatted(HASH, USER_ID, USER_ID, files));
    run(passwords.toString(), "mkdb", database.toString(), "-f", users.toString());
    process =
        ServerProcess.start(
            port,
            directory.resolve("log"),
            List.of(
                program.toString(),
                "-A",
                "-E",
                "-H",
                "-4",
                "-l",
                "puredb:" + database,
                "-S",
                "127.0.0.1," + port,
                "-u",
                "100",
                "-U",
                "133:022",
                "-Y",
                "0",
                "-C",
                "50",
                "-g",
                directory.resolve("pid").toString()));
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(List.of(command) + ": " + said);
    }
  }

  @AfterAll
  static void stop() {
    if (process != null) {
      process.close();
    }
  }

  @Override
  Server server() {
    return new Server("127.0.0.1", port, "uploader", "secret123", Tls.OFF);
  }

  @Override
  Path root() {
    return files;
  }
}
