package dev.dropbell.ftp;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The FTP server.
 *
 * @param port of the control connections; 0 takes any free one
 * @param passivePorts ports of the data connections, {@code FROM-TO}; at least as many as there are
 *     transfers at a time. 0 takes any free ones
 * @param passiveExternalAddress IPv4 address that PASV tells clients to connect to; empty for the
 *     one that they reached us at. Needed behind NAT
 * @param user name of the single user of the simplest case; empty for none
 * @param password password of that user, plain or {@code {bcrypt}…}
 * @param users more users
 * @param idleTimeout how long a control connection may be silent while nothing is transferred
 * @param dataTimeout how long a data connection may be silent, and how long we wait for it
 * @param maxConnections most control connections at a time
 * @param loginDelay how long the answer to a wrong password is held back
 */
@ConfigurationProperties("dropbell.ftp")
record FtpProperties(
    @DefaultValue("2121") int port,
    @DefaultValue("30000-30099") PortRange passivePorts,
    @DefaultValue("") String passiveExternalAddress,
    @DefaultValue("uploader") String user,
    @DefaultValue("secret123") Password password,
    @DefaultValue List<UserProperties> users,
    @DefaultValue("5m") Duration idleTimeout,
    @DefaultValue("30s") Duration dataTimeout,
    @DefaultValue("1000") int maxConnections,
    @DefaultValue("500ms") Duration loginDelay) {

  /** What a user may do. */
  enum Permission {
    UPLOAD,
    DOWNLOAD,
    LIST
  }

  /**
   * A user.
   *
   * @param name what the client sends with USER
   * @param password {@code {bcrypt}…} or plain
   * @param home directory below the root that the user sees as {@code /}; made at start
   * @param permissions what the user may do
   */
  record UserProperties(
      @Nullable String name,
      @Nullable Password password,
      @DefaultValue("/") String home,
      @DefaultValue({"upload", "download", "list"}) Set<Permission> permissions) {

    UserProperties {
      if (name == null || name.isBlank()) {
        throw new IllegalArgumentException("dropbell.ftp.users[*].name is missing; name the user.");
      }
      if (password == null) {
        throw new IllegalArgumentException(
            "dropbell.ftp.users[*].password of '%s' is missing; set {bcrypt}… or a plain password."
                .formatted(name));
      }
    }
  }

  FtpProperties {
    checkAtLeast("max-connections", maxConnections, 1);
    checkSeconds("idle-timeout", idleTimeout);
    checkSeconds("data-timeout", dataTimeout);
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException(
          "dropbell.ftp.port is %d; set 1 to 65535, or 0 for any free port.".formatted(port));
    }
    users = List.copyOf(users);
  }

  private static void checkAtLeast(String key, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "dropbell.ftp.%s is %d; set %d or more.".formatted(key, value, least));
    }
  }

  private static void checkSeconds(String key, Duration value) {
    if (value.toSeconds() < 1) {
      throw new IllegalArgumentException(
          "dropbell.ftp.%s is %s; set 1s or more.".formatted(key, value));
    }
  }
}
