package dev.dropbell.eventlog;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the log is kept.
 *
 * @param dataDirectory directory of {@code events.db}; made when it does not exist. One service at
 *     a time may have it; SQLite does not work on a network volume
 */
@ConfigurationProperties("dropbell")
public record EventLogProperties(@DefaultValue("files/.dropbell") Path dataDirectory) {

  /** Makes the path absolute. */
  public EventLogProperties {
    dataDirectory = dataDirectory.toAbsolutePath().normalize();
  }
}
