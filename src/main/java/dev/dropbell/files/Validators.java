package dev.dropbell.files;

import dev.dropbell.files.Tree.Attributes;

/**
 * What tells one state of a file from another (RFC 9110, 8.8). Immutable.
 *
 * @param etag strong, with its quotes
 * @param modifiedMillis since the epoch, without a fraction of a second
 */
record Validators(String etag, long modifiedMillis) {

  private static final String INODE = "ino=";
  private static final long SECOND = 1000;

  /**
   * Of the state of an open file.
   *
   * <p>Of the file's key only the inode counts, where there is one: instances that share a volume
   * may each know it as another device.
   */
  static Validators of(Attributes file) {
    String key = file.key().substring(Math.max(0, file.key().indexOf(INODE)));
    String etag =
        '"'
            + Long.toHexString(file.modifiedNanos())
            + '-'
            + Long.toHexString(file.size())
            + '-'
            + Integer.toHexString(key.hashCode())
            + '"';
    return new Validators(etag, Math.floorDiv(file.modifiedMillis(), SECOND) * SECOND);
  }
}
