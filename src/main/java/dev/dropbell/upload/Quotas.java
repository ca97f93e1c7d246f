package dev.dropbell.upload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What lies below the homes that have a quota. A home is measured when it is first asked for, then
 * kept up to date with what is completed; before an upload is refused it is measured again, because
 * an operator may have made room. Thread-safe.
 */
final class Quotas {

  /**
   * Measuring a large home takes a while; a client that keeps asking does not make us do nothing
   * else.
   */
  private static final Duration REMEASURE_AFTER = Duration.ofSeconds(5);

  private final Path root;
  private final InstantSource clock;
  private final Map<FilePath, Usage> homes = new ConcurrentHashMap<>();

  Quotas(Path root, InstantSource clock) {
    this.root = root;
    this.clock = clock;
  }

  private record Usage(AtomicLong bytes, Instant measuredAt) {}

  /**
   * Refuses what would go beyond the quota.
   *
   * @param underWay bytes of uploads to that home that are not completed
   */
  void check(UploadLimits limits, long underWay) throws UploadException {
    if (!limits.hasQuota()) {
      return;
    }
    Usage usage = homes.computeIfAbsent(limits.home(), this::measure);
    if (usage.bytes().get() + underWay <= limits.quotaBytes()) {
      return;
    }
    if (usage.measuredAt().plus(REMEASURE_AFTER).isBefore(clock.instant())) {
      usage = measure(limits.home());
      homes.put(limits.home(), usage);
    }
    if (usage.bytes().get() + underWay > limits.quotaBytes()) {
      throw new UploadException(UploadProblem.QUOTA_EXCEEDED);
    }
  }

  /** A completed file has changed how much there is. */
  void changed(FilePath path, long bytes) {
    homes.forEach((home, usage) -> {
      if (path.isBelow(home)) {
        usage.bytes().addAndGet(bytes);
      }
    });
  }

  private Usage measure(FilePath home) {
    AtomicLong bytes = new AtomicLong();
    Instant now = clock.instant();
    try {
      Files.walkFileTree(home.in(root), new Adder(bytes, root.resolve(Staging.NAME)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Usage(bytes, now);
  }

  /** Adds up files; what vanishes meanwhile counts nothing, and staging is counted elsewhere. */
  private static final class Adder extends SimpleFileVisitor<Path> {

    private final AtomicLong bytes;
    private final Path staging;

    Adder(AtomicLong bytes, Path staging) {
      this.bytes = bytes;
      this.staging = staging;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      return directory.equals(staging.getParent())
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      bytes.addAndGet(attributes.isRegularFile() ? attributes.size() : 0);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }
}
