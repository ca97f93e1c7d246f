package dev.dropbell.files.http;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How many connections an HTTP client may have, and how much time it may take until one is closed.
 *
 * @param headerTimeout in which the whole header of a request must come, counted from its first
 *     byte, or from the connection's beginning; a deadline, however often something comes
 * @param bodyTimeout how much longer the body of a request may take than its bytes would at {@code
 *     minRate}
 * @param writeTimeout how long an answer may make no progress
 * @param minRate bytes a second that a client must take of an answer on average, looked at over 20
 *     seconds
 * @param maxConnectionsPerAddress connections from one address, WebSockets included; those beyond
 *     are closed unanswered. Everybody behind a proxy has one address
 */
@ConfigurationProperties("dropbell.http")
public record HttpProperties(
    @DefaultValue("10s") Duration headerTimeout,
    @DefaultValue("30s") Duration bodyTimeout,
    @DefaultValue("10s") Duration writeTimeout,
    @DefaultValue("4KB") DataSize minRate,
    @DefaultValue("15000") int maxConnectionsPerAddress) {

  /** Checks that each is positive. */
  public HttpProperties {
    check("header-timeout", headerTimeout, "10s");
    check("body-timeout", bodyTimeout, "30s");
    check("write-timeout", writeTimeout, "10s");
    if (minRate.toBytes() <= 0) {
      throw new IllegalArgumentException(
          "dropbell.http.min-rate: %s is not positive; set the bytes a second that a client must take, such as 4KB"
              .formatted(minRate));
    }
    if (maxConnectionsPerAddress <= 0) {
      throw new IllegalArgumentException(
          "dropbell.http.max-connections-per-address: %d is not positive; set how many connections one address may have, such as 15000"
              .formatted(maxConnectionsPerAddress));
    }
  }

  private static void check(String name, Duration value, String example) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(
          "dropbell.http.%s: %s is not positive; set a duration such as %s"
              .formatted(name, value, example));
    }
  }
}
