package dev.dropbell.files.http;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much time HTTP clients may take, until their connection is closed.
 *
 * @param headerTimeout in which the whole header of a request must come, counted from its first
 *     byte, or from the connection's beginning; a deadline, however often something comes
 * @param bodyTimeout how much longer the body of a request may take than its bytes would at {@code
 *     minRate}
 * @param writeTimeout how long an answer may make no progress
 * @param minRate bytes a second that a client must take of an answer on average, looked at over 20
 *     seconds
 */
@ConfigurationProperties("dropbell.http")
public record HttpProperties(
    @DefaultValue("10s") Duration headerTimeout,
    @DefaultValue("30s") Duration bodyTimeout,
    @DefaultValue("10s") Duration writeTimeout,
    @DefaultValue("4KB") DataSize minRate) {

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
  }

  private static void check(String name, Duration value, String example) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(
          "dropbell.http.%s: %s is not positive; set a duration such as %s"
              .formatted(name, value, example));
    }
  }
}
