package dev.dropbell.ftp;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

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
 * @param maxConnectionsPerAddress most control connections from one address at a time
 * @param maxUploadsPerUser most uploads of one user at a time
 * @param loginTimeout how long a connection may take to log in
 * @param loginDelay how long the answer to a wrong password is held back
 * @param lockoutAfter wrong passwords for one user from one address until both together are
 *     refused; ten times as many for any users from one address refuse the address
 * @param lockoutTime how long they are refused, and how long a wrong password is remembered
 * @param activeMode whether PORT and EPRT are allowed, by which clients make us connect to them
 * @param ssl TLS for control and data connections
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
    @DefaultValue("10000") int maxConnections,
    @DefaultValue("2000") int maxConnectionsPerAddress,
    @DefaultValue("8") int maxUploadsPerUser,
    @DefaultValue("30s") Duration loginTimeout,
    @DefaultValue("500ms") Duration loginDelay,
    @DefaultValue("20") int lockoutAfter,
    @DefaultValue("15m") Duration lockoutTime,
    @DefaultValue("false") boolean activeMode,
    @DefaultValue Ssl ssl) {

  /**
   * TLS by AUTH TLS (RFC 4217).
   *
   * @param bundle name of a Spring SSL bundle; empty for no TLS
   * @param required whether clients that do not use it are refused
   */
  record Ssl(@DefaultValue("") String bundle, @DefaultValue("false") boolean required) {

    Ssl {
      if (required && bundle.isEmpty()) {
        throw new IllegalArgumentException(
            "dropbell.ftp.ssl.required is true, but dropbell.ftp.ssl.bundle names no SSL bundle; set it.");
      }
    }
  }

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
   * @param quota most bytes below the home; null for {@code dropbell.upload.quota}
   * @param maxFileSize largest file; null for {@code dropbell.upload.max-file-size}
   */
  record UserProperties(
      @Nullable String name,
      @Nullable Password password,
      @DefaultValue("/") String home,
      @DefaultValue({"upload", "download", "list"}) Set<Permission> permissions,
      @Nullable DataSize quota,
      @Nullable DataSize maxFileSize) {

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
    checkAtLeast("max-connections-per-address", maxConnectionsPerAddress, 1);
    checkAtLeast("max-uploads-per-user", maxUploadsPerUser, 1);
    checkAtLeast("lockout-after", lockoutAfter, 1);
    checkSeconds("login-timeout", loginTimeout);
    checkSeconds("lockout-time", lockoutTime);
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
