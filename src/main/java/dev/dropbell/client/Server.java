package dev.dropbell.client;

/**
 * Whom to talk to, and as whom.
 *
 * @param host a name or address, IPv6 without brackets
 * @param port of the control connection
 * @param user who logs in
 * @param password of the user; never shown
 * @param tls whether and how the connections are encrypted
 */
public record Server(String host, int port, String user, String password, Tls tls) {

  /** Where FTP servers listen that nobody has told otherwise. */
  public static final int DEFAULT_PORT = 21;

  /** Checks it. */
  public Server {
    if (host.isBlank()) {
      throw new IllegalArgumentException("The host is empty; name the server.");
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("Port " + port + " is none; ports go from 1 to 65535.");
    }
  }

  /** Without the password, so that it may be logged. */
  @Override
  public String toString() {
    return "%s@%s:%d".formatted(user, host.contains(":") ? "[" + host + "]" : host, port);
  }
}
