package dev.dropbell.files;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Directories that were used a moment ago and are still open: opening one costs six system calls,
 * looking whether a name still means it costs one. Thread-safe.
 *
 * <p>They are known by their file keys. As long as a directory is open no other one gets its key,
 * so that an equal key means the same directory.
 */
final class OpenDirectories implements Closeable {

  private static final Logger log = LoggerFactory.getLogger(OpenDirectories.class);

  private static final int MOST = 64;

  /** Not longer, for the sake of whoever wants to unmount or remove one. */
  private static final Duration KEPT = Duration.ofSeconds(2);

  private final Cache<Object, OpenDirectory> kept =
      Caffeine.newBuilder()
          .maximumSize(MOST)
          .expireAfterAccess(KEPT)
          .scheduler(Scheduler.systemScheduler())
          .executor(Runnable::run)
          .<Object, OpenDirectory>removalListener((_, directory, _) -> release(directory))
          .build();

  /** The one with this key, to be closed by the caller; null when it is not here. */
  @Nullable OpenDirectory take(Object key) {
    OpenDirectory known = kept.getIfPresent(key);
    return known != null && known.share() ? known : null;
  }

  /** Keeps one for others. The caller still closes it, too. */
  OpenDirectory keep(OpenDirectory directory) throws IOException {
    Object key = directory.attributes().fileKey();
    if (directory.share()) {
      kept.put(key, directory);
    }
    return directory;
  }

  @Override
  public void close() {
    kept.invalidateAll();
  }

  private static void release(@Nullable OpenDirectory directory) {
    if (directory == null) {
      return;
    }
    try {
      directory.close();
    } catch (IOException e) {
      log.debug("cannot close a directory", e);
    }
  }
}
