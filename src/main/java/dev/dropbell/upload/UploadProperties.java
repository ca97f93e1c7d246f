package dev.dropbell.upload;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How uploads are taken.
 *
 * @param durability what a client may believe that reads 226
 * @param existing what happens to an upload whose name is taken
 * @param maxFileSize largest file that is taken; 0 sets no limit
 * @param quota most bytes that may lie below a user's home; 0 sets no limit
 * @param minFree space that uploads leave free on the disk
 * @param partialRetention how long an interrupted upload waits to be resumed
 * @param completionGrace how much longer to look whether the client is still there when its data
 *     has ended, for networks that deliver the end of one connection before that of another
 */
@ConfigurationProperties("dropbell.upload")
public record UploadProperties(
    @DefaultValue("fsync") Durability durability,
    @DefaultValue("replace") Existing existing,
    @DefaultValue("0") DataSize maxFileSize,
    @DefaultValue("0") DataSize quota,
    @DefaultValue("10MB") DataSize minFree,
    @DefaultValue("24h") Duration partialRetention,
    @DefaultValue("0s") Duration completionGrace) {

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
    checkSize("max-file-size", maxFileSize);
    checkSize("quota", quota);
    checkSize("min-free", minFree);
    checkDuration("partial-retention", partialRetention);
    checkDuration("completion-grace", completionGrace);
  }

  /** The limits that hold for users without their own. */
  public UploadLimits limits() {
    return new UploadLimits(maxFileSize.toBytes(), quota.toBytes(), FilePath.ROOT);
  }

  private static void checkSize(String key, DataSize value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(
          "dropbell.upload.%s is %s; set a size such as 2GB, or 0 for none.".formatted(key, value));
    }
  }

  private static void checkDuration(String key, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(
          "dropbell.upload.%s is %s; set a duration such as 24h, or 0s for none."
              .formatted(key, value));
    }
  }
}
