package dev.dropbell.upload;

/**
 * How much a user may store. Immutable.
 *
 * @param maxFileBytes largest file; 0 sets no limit
 * @param quotaBytes most bytes below the home, uploads under way included; 0 sets no limit
 * @param home where the quota holds; users who share a home share its quota
 */
public record UploadLimits(long maxFileBytes, long quotaBytes, FilePath home) {

  boolean hasQuota() {
    return quotaBytes > 0;
  }
}
