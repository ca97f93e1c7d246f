package dev.dropbell.security;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why the service may not be opened to a network as it is set up. Immutable.
 *
 * @param problem what is wrong, a clause
 * @param remedy which setting to change, a clause
 */
record Exposure(String problem, String remedy) {

  static final Exposure DEFAULT_PASSWORD =
      new Exposure(
          "the FTP user has the default password",
          "set dropbell.ftp.password (FTP_PASS) to a password of your own, or dropbell.ftp.user"
              + " (FTP_USER) to nothing and name users in dropbell.ftp.users");

  static final Exposure DEFAULT_PASSWORD_OF_ANOTHER =
      new Exposure(
          "one of dropbell.ftp.users has the default password",
          "set its dropbell.ftp.users[*].password to one of your own");

  static final Exposure NO_TOKEN =
      new Exposure(
          "no token is needed to publish, subscribe and read",
          "set dropbell.security.tokens[0].name, .hash and .scopes ('dropbell token new' makes a"
              + " token and its hash), or spring.security.oauth2.resourceserver.jwt.issuer-uri");

  /** A web server that would bind elsewhere than {@code dropbell.bind-address}. */
  static Exposure stray(String setting, @Nullable InetAddress address) {
    return new Exposure(
        "%s is %s, and dropbell.bind-address governs every listener"
            .formatted(setting, address == null ? "every address" : address.getHostAddress()),
        "remove %s, and set dropbell.bind-address".formatted(setting));
  }

  static String join(List<Exposure> exposures, Function<Exposure, String> clause) {
    return exposures.stream().map(clause).collect(Collectors.joining("; "));
  }
}
