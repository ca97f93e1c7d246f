package dev.dropbell.ftp;

import java.util.Locale;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.jspecify.annotations.Nullable;

/**
 * A command with its argument, in place of the library's, which trims both: a name that ends with a
 * space would lose it and replace another file, and a control character at the end would go unseen.
 * Immutable.
 */
final class CommandLine implements FtpRequest {

  private final String line;
  private final String command;
  private final @Nullable String argument;
  private final long receivedTime = System.currentTimeMillis();

  CommandLine(String line) {
    this.line = line;
    int space = line.indexOf(' ');
    String word = space < 0 ? line : line.substring(0, space);
    String rest = space < 0 ? "" : line.substring(space + 1);
    this.command = word.toUpperCase(Locale.ROOT);
    this.argument = rest.isEmpty() ? null : rest;
  }

  @Override
  public String getRequestLine() {
    return line;
  }

  @Override
  public String getCommand() {
    return command;
  }

  @Override
  public @Nullable String getArgument() {
    return argument;
  }

  @Override
  public boolean hasArgument() {
    return argument != null;
  }

  @Override
  public long getReceivedTime() {
    return receivedTime;
  }

  /** Without the argument, which may be a password. */
  @Override
  public String toString() {
    return command;
  }
}
