package dev.dropbell.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A program of the machine that a test drives: a browser, curl, lftp, node, redis-server.
 *
 * <p>Where it is missing the test is skipped and says so, unless {@value #SWITCH} is {@code true},
 * as an environment variable or a system property: then the test fails, so that a build that means
 * to have run it cannot pass without.
 */
public final class RequiredProgram {

  /** Makes a missing program a failure. */
  public static final String SWITCH = "DROPBELL_REQUIRE_PROGRAMS";

  private RequiredProgram() {}

  /**
   * Finds a program on the {@code PATH}.
   *
   * @param names it may be called by, the preferred first
   * @return its path; without one the test does not go on
   */
  public static Path find(String... names) {
    String demanded = System.getProperty(SWITCH, System.getenv(SWITCH));
    return find(System.getenv("PATH"), Boolean.parseBoolean(demanded), names);
  }

  static Path find(@Nullable String path, boolean demanded, String... names) {
    Optional<Path> found = Arrays.stream(names).flatMap(n -> search(path, n).stream()).findFirst();
    if (found.isPresent()) {
      return found.get();
    }
    String missing = "none of " + List.of(names) + " is on the PATH";
    return demanded
        ? Assertions.fail(missing + ", and " + SWITCH + " demands it")
        : Assumptions.abort("skipped: " + missing);
  }

  private static Optional<Path> search(@Nullable String path, String name) {
    return Arrays.stream(path == null ? new String[0] : path.split(File.pathSeparator))
        .map(directory -> Path.of(directory, name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }
}
