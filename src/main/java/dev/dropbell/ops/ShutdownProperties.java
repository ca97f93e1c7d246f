package dev.dropbell.ops;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the service goes down.
 *
 * @param drain how long uploads and HTTP requests that are under way may take to end; without any
 *     it does not wait
 */
@ConfigurationProperties("dropbell.shutdown")
record ShutdownProperties(@DefaultValue("30s") Duration drain) {

  ShutdownProperties {
    if (drain.isNegative()) {
      throw new IllegalArgumentException(
          "dropbell.shutdown.drain: %s is no time; write one such as 30s, or 0s".formatted(drain));
    }
  }
}
