package dev.dropbell.hub;

/**
 * Whom a client or a message belongs to. The number 1 and the text "1" are the same user.
 *
 * <p>Immutable. Two are equal when their text is.
 */
public final class UserId {

  private static final int MAX_LENGTH = 255;

  private final String text;
  private final boolean number;

  private UserId(String text, boolean number) {
    this.text = text;
    this.number = number;
  }

  /**
   * A user that a client named with a JSON number.
   *
   * @throws IllegalArgumentException when it is negative
   */
  public static UserId of(long number) {
    if (number < 0) {
      throw new IllegalArgumentException("user_id must not be negative; it is " + number + ".");
    }
    return new UserId(Long.toString(number), true);
  }

  /**
   * A user that a client named with a JSON string.
   *
   * @throws IllegalArgumentException when it is empty or longer than 255 characters
   */
  public static UserId of(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "user_id must have 1 to %d characters; it has %d.".formatted(MAX_LENGTH, text.length()));
    }
    return new UserId(text, false);
  }

  /** The text that identifies the user. */
  public String text() {
    return text;
  }

  /** Whether the user was named with a JSON number, and should be shown as one. */
  public boolean isNumber() {
    return number;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UserId that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
