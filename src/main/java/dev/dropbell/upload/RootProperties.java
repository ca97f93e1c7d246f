package dev.dropbell.upload;

import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the files are kept.
 *
 * @param root directory of the completed files; made when it does not exist
 * @param directories directories below the root that are made at start, such as {@code cams/front};
 *     clients cannot make any
 */
@ConfigurationProperties("dropbell")
public record RootProperties(
    @DefaultValue("files") Path root, @DefaultValue List<String> directories) {

  /** Checks that every directory lies below the root and has a name that uploads could reach. */
  public RootProperties {
    root = root.toAbsolutePath().normalize();
    for (String directory : directories) {
      checkDirectory(directory);
    }
    directories = List.copyOf(directories);
  }

  /** No cause is handed on: Spring would show that one instead, which names no setting. */
  private static void checkDirectory(String directory) {
    try {
      FilePath.ROOT.resolve(directory);
    } catch (PathRefusedException e) {
      throw new IllegalArgumentException(
          "dropbell.directories: %s Write paths below the root, such as cams/front."
              .formatted(e.getMessage()));
    }
  }
}
