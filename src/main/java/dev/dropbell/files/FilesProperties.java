package dev.dropbell.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.SecureRandom;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Links that show a file to whoever has them.
 *
 * @param linkLifetime how long a link is good, 1 second to 1 day; counted in whole seconds
 * @param linkKey what signs them, 32 characters or more, the same for all instances behind one
 *     address; without one each start makes its own, and earlier links end with it
 */
@ConfigurationProperties("dropbell.files")
record FilesProperties(
    @DefaultValue("5m") Duration linkLifetime, @DefaultValue("") String linkKey) {

  private static final Duration MAX_LIFETIME = Duration.ofDays(1);
  private static final int MIN_KEY_LENGTH = 32;

  /** Checks both; the key is not shown. */
  FilesProperties {
    if (linkLifetime.toSeconds() < 1 || linkLifetime.compareTo(MAX_LIFETIME) > 0) {
      throw new IllegalArgumentException(
          "dropbell.files.link-lifetime is %s; set 1s to 24h, such as 5m.".formatted(linkLifetime));
    }
    if (!linkKey.isEmpty() && linkKey.length() < MIN_KEY_LENGTH) {
      throw new IllegalArgumentException(
          "dropbell.files.link-key has %d characters; set %d or more random ones ('openssl rand -hex 32'), or none."
              .formatted(linkKey.length(), MIN_KEY_LENGTH));
    }
  }

  /** The bytes of the key; new random ones on each call when none is set. */
  byte[] key() {
    if (!linkKey.isEmpty()) {
      return linkKey.getBytes(UTF_8);
    }
    byte[] random = new byte[MIN_KEY_LENGTH];
    new SecureRandom().nextBytes(random);
    return random;
  }

  @Override
  public String toString() {
    return "FilesProperties[linkLifetime=%s, linkKey=***]".formatted(linkLifetime);
  }
}
