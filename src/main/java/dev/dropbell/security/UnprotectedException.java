package dev.dropbell.security;

import java.net.InetAddress;

/** The service would stand open to a network. */
final class UnprotectedException extends RuntimeException {

  UnprotectedException(InetAddress bindAddress) {
    super(
        "dropbell.bind-address is %s, where others can connect, and the FTP user still has the default password."
            .formatted(bindAddress.getHostAddress()));
  }
}
