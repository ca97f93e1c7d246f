package dev.dropbell.upload;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How uploads are taken.
 *
 * @param durability what a client may believe that reads 226
 * @param existing what happens to an upload whose name is taken
 * @param maxFileSize largest file that is taken; 0 sets no limit
 */
@ConfigurationProperties("dropbell.upload")
public record UploadProperties(
    @DefaultValue("fsync") Durability durability,
    @DefaultValue("replace") Existing existing,
    @DefaultValue("0") DataSize maxFileSize) {

  /** What has happened to the bytes of a completed upload. */
  public enum Durability {
    /** They are on the disk: a power cut loses nothing. */
    FSYNC,
    /** The operating system has them: a crash of ours loses nothing, a power cut may. */
    OS
  }

  /** What happens to an upload whose name is taken. */
  public enum Existing {
    /** It takes the place of the old file, in one step. */
    REPLACE,
    /** It is refused. */
    REJECT,
    /** It gets another name: {@code a-1.jpg}. */
    KEEP_BOTH
  }

  /** Checks the limits. */
  public UploadProperties {
    if (maxFileSize.isNegative()) {
      throw new IllegalArgumentException(
          "dropbell.upload.max-file-size is %s; set a size such as 2GB, or 0 for no limit."
              .formatted(maxFileSize));
    }
  }
}
