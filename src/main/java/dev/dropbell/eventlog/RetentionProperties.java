package dev.dropbell.eventlog;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much of the log is kept. Whichever limit is reached first counts; the oldest messages go.
 *
 * @param maxAge how long a message is kept; 0 sets no limit
 * @param maxCount how many messages are kept; 0 sets no limit
 * @param maxSize what the messages and their indexes may take in the file; 0 sets no limit. The
 *     file does not shrink, its space is used again
 */
@ConfigurationProperties("dropbell.log.retention")
public record RetentionProperties(
    @DefaultValue("7d") Duration maxAge,
    @DefaultValue("1000000") long maxCount,
    @DefaultValue("1GB") DataSize maxSize) {

  /** Checks the limits. */
  public RetentionProperties {
    if (maxAge.isNegative()) {
      throw refused("max-age", maxAge, "a time such as 7d");
    }
    if (maxCount < 0) {
      throw refused("max-count", maxCount, "a number such as 1000000");
    }
    if (maxSize.isNegative()) {
      throw refused("max-size", maxSize, "a size such as 1GB");
    }
  }

  private static IllegalArgumentException refused(String key, Object value, String instead) {
    return new IllegalArgumentException(
        "dropbell.log.retention.%s is %s; set %s, or 0 for no limit."
            .formatted(key, value, instead));
  }
}
