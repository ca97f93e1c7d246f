package dev.dropbell.ops;

import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Up while the root can be written to. It asks the file system and writes nothing: a volume that
 * was remounted read-only, or is not mounted at all, says no.
 */
final class RootHealthIndicator implements HealthIndicator {

  private final Path staging;

  /** Watches the directory that every byte goes through. */
  RootHealthIndicator(Path root) {
    this.staging = root.resolve(".dropbell/staging");
  }

  @Override
  public Health health() {
    return Files.isDirectory(staging) && Files.isWritable(staging)
        ? Health.up().build()
        : Health.down().withDetail("reason", "the root cannot be written to").build();
  }
}
