package dev.dropbell.security;

import java.net.InetAddress;
import java.util.List;

/** The service would stand open to a network. */
final class UnprotectedException extends RuntimeException {

  private final transient List<Exposure> exposures;

  UnprotectedException(InetAddress bindAddress, List<Exposure> exposures) {
    super(
        "dropbell.bind-address is %s%s, but %s."
            .formatted(
                bindAddress.getHostAddress(),
                bindAddress.isLoopbackAddress() ? "" : ", where others can connect",
                Exposure.join(exposures, Exposure::problem)));
    this.exposures = List.copyOf(exposures);
  }

  List<Exposure> exposures() {
    return exposures;
  }
}
