package dev.dropbell.client;

/**
 * What is known of a file that was transferred.
 *
 * @param name the remote path
 * @param sizeBytes of the whole file
 * @param sha256 of the whole file, in hexadecimal, as it is here
 * @param proof how the two sides were compared
 * @param attempts how many it took
 * @param alreadyThere whether the server had the same file, so that nothing was sent
 */
public record Receipt(
    String name, long sizeBytes, String sha256, Proof proof, int attempts, boolean alreadyThere) {

  /** How both sides were compared at the end, the strongest that the server can. */
  public enum Proof {
    /** Size and SHA-256 are the same. */
    HASH,
    /** The size is the same. */
    SIZE,
    /** The server has neither HASH nor SIZE, and said that it has the file. */
    REPLY
  }
}
