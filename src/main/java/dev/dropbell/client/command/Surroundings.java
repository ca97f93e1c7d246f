package dev.dropbell.client.command;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a command has around it: environment, streams, terminal.
 *
 * @param environment variables
 * @param in standard input
 * @param out for results
 * @param err for all that is said about them
 * @param console null when no terminal is there
 */
record Surroundings(
    Map<String, String> environment,
    InputStream in,
    PrintStream out,
    PrintStream err,
    @Nullable Console console) {

  /** Those of this process. */
  @SuppressWarnings("SystemConsoleNull") // with JDK 25 it is null again where no terminal is
  static Surroundings ofProcess() {
    Console console = System.console();
    return new Surroundings(
        System.getenv(),
        System.in,
        utf8(System.out),
        utf8(System.err),
        console != null && console.isTerminal() ? console : null);
  }

  /** Names are UTF-8 whatever the locale, as they are on the wire. */
  private static PrintStream utf8(PrintStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }

  /** The value of a variable; null when it is not set or empty. */
  @Nullable String variable(String name) {
    String value = environment.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  /** A line about what goes on. */
  void say(String line) {
    err.println(line);
  }

  /** The user's {@code .netrc}; empty when there is none. */
  Netrc netrc() {
    String home = variable("HOME");
    Path file = Path.of(home == null ? System.getProperty("user.home") : home, ".netrc");
    if (!Files.isReadable(file)) {
      return Netrc.parse("");
    }
    try {
      warnIfOthersMayRead(file);
      return Netrc.parse(Files.readString(file));
    } catch (IOException e) {
      say("warning: %s cannot be read: %s".formatted(file, e.getMessage()));
      return Netrc.parse("");
    }
  }

  private void warnIfOthersMayRead(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    if (permissions.contains(PosixFilePermission.GROUP_READ)
        || permissions.contains(PosixFilePermission.OTHERS_READ)) {
      say("warning: others may read %s; chmod 600 it".formatted(file));
    }
  }
}
