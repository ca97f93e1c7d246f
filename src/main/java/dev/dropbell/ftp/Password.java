package dev.dropbell.ftp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.regex.Pattern;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * A password of the settings: {@code {bcrypt}$2a$…}, or plain. It is compared and never shown.
 * Immutable.
 */
final class Password {

  private static final Pattern ENCODED = Pattern.compile("\\{\\w+}.+");
  private static final PasswordEncoder ENCODER =
      PasswordEncoderFactories.createDelegatingPasswordEncoder();

  private final String value;

  private Password(String value) {
    this.value = value;
  }

  /**
   * Spring calls it for the setting.
   *
   * @throws IllegalArgumentException when it names an encoding that there is not
   */
  public static Password valueOf(String value) {
    Password password = new Password(value);
    try {
      password.matches("");
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "a password that begins with {…} must name its encoding, such as {bcrypt}$2a$…; write {noop} before a plain one");
    }
    return password;
  }

  /**
   * Whether this is what the user typed. Takes as long for a wrong password as for the right one.
   */
  boolean matches(String typed) {
    if (ENCODED.matcher(value).matches()) {
      return ENCODER.matches(typed, value);
    }
    return MessageDigest.isEqual(value.getBytes(UTF_8), typed.getBytes(UTF_8));
  }

  @Override
  public String toString() {
    return "***";
  }
}
