package dev.dropbell.hub;

/**
 * A place in the log. Clients keep it as an opaque string and hand it back to resume.
 *
 * @param epoch names one life of the log; another epoch means that the log was lost in between
 * @param position counts the messages of that epoch from 1; 0 is the place before the first
 */
public record Cursor(String epoch, long position) {

  /** The form that clients see: {@code k3x9:1042}. */
  @Override
  public String toString() {
    return epoch + ':' + position;
  }
}
