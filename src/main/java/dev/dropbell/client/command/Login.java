package dev.dropbell.client.command;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/**
 * Who logs in, and with which password.
 *
 * @param user never empty
 * @param password never shown
 */
record Login(String user, String password) {

  /** As RFC 1635 has it. */
  private static final Login ANONYMOUS = new Login("anonymous", "dropbell@");

  /**
   * Looks for it in the URL, in FTP_USER and FTP_PASS, in .netrc, and at last asks whoever sits at
   * the terminal.
   *
   * @throws IllegalArgumentException when a user has no password anywhere
   */
  static Login of(FtpUrl url, Surroundings surroundings) {
    if (url.user() != null && url.password() != null) {
      surroundings.say(
          "warning: the password in the URL can be seen by everybody on this machine;"
              + " FTP_PASS or ~/.netrc hide it");
      return new Login(url.user(), url.password());
    }
    Login found = fromEnvironment(url, surroundings);
    return found == null ? fromNetrc(url, surroundings) : found;
  }

  /** With FTP_HOST set, the variables are for that host and no other. */
  private static @Nullable Login fromEnvironment(FtpUrl url, Surroundings surroundings) {
    String host = surroundings.variable("FTP_HOST");
    String user = surroundings.variable("FTP_USER");
    String password = surroundings.variable("FTP_PASS");
    boolean sameHost = host == null || Target.parse(host).host().equalsIgnoreCase(url.host());
    boolean sameUser = url.user() == null || user == null || user.equals(url.user());
    String who = url.user() == null ? user : url.user();
    return sameHost && sameUser && who != null && password != null
        ? new Login(who, password)
        : null;
  }

  private static Login fromNetrc(FtpUrl url, Surroundings surroundings) {
    String user = url.user() == null ? surroundings.variable("FTP_USER") : url.user();
    Netrc.Entry entry = surroundings.netrc().find(url.host(), user);
    String who = user == null && entry != null ? entry.login() : user;
    if (who == null) {
      return ANONYMOUS;
    }
    String password = entry == null ? null : entry.password();
    return new Login(who, password == null ? asked(who, url, surroundings.console()) : password);
  }

  private static String asked(String user, FtpUrl url, @Nullable Console terminal) {
    char[] typed =
        terminal == null ? null : terminal.readPassword("Password of %s at %s: ", user, url.host());
    if (typed == null) {
      throw new IllegalArgumentException(
          "There is no password for %s at %s; put it into FTP_PASS or ~/.netrc."
              .formatted(user, url.host()));
    }
    return new String(typed);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return user;
  }
}
