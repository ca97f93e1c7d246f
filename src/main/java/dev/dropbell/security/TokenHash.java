package dev.dropbell.security;

import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the settings know of a token. It is compared and never shown. Immutable. */
public final class TokenHash {

  /** How a token was hashed. */
  enum Kind {
    /** For tokens with the randomness of {@link NewToken}: nobody guesses those, so it is fast. */
    SHA256,
    /** For tokens that people made up: slow on purpose, by up to some 100 ms. */
    BCRYPT
  }

  private static final String SHA256 = "{sha256}";
  private static final String BCRYPT = "{bcrypt}";
  private static final Pattern SHA256_DIGEST = Pattern.compile("[0-9a-fA-F]{64}");
  private static final Pattern BCRYPT_HASH =
      Pattern.compile("\\$2[aby]?\\$\\d\\d\\$[./0-9A-Za-z]{53}");

  private final Kind kind;
  private final String text;

  /** What is wrong with it; null when nothing is. */
  private final @Nullable String problem;

  private TokenHash(Kind kind, String text, @Nullable String problem) {
    this.kind = kind;
    this.text = text;
    this.problem = problem;
  }

  /**
   * Spring calls it for the setting. It refuses nothing, because Spring would then show the value,
   * which might be a token that somebody forgot to hash; {@link #problem} tells.
   */
  public static TokenHash valueOf(String value) {
    if (value.startsWith(SHA256)) {
      String digest = value.substring(SHA256.length());
      return new TokenHash(
          Kind.SHA256,
          digest,
          SHA256_DIGEST.matcher(digest).matches()
              ? null
              : "hash must go on with 64 hex digits behind {sha256}; there are %d characters."
                  .formatted(digest.length()));
    }
    if (value.startsWith(BCRYPT)) {
      String hash = value.substring(BCRYPT.length());
      return new TokenHash(
          Kind.BCRYPT,
          hash,
          BCRYPT_HASH.matcher(hash).matches()
              ? null
              : "hash must go on with the 60 characters that bcrypt made ($2a$10$…) behind {bcrypt}; there are %d."
                  .formatted(hash.length()));
    }
    return new TokenHash(
        Kind.SHA256,
        "",
        "hash must be {sha256}<64 hex digits> or {bcrypt}$2a$…; make one with 'dropbell token new'.");
  }

  /** What is wrong with it, without its value; null when nothing is. */
  @Nullable String problem() {
    return problem;
  }

  Kind kind() {
    return kind;
  }

  /** The digest of a {@link Kind#SHA256}. */
  byte[] digest() {
    return HexFormat.of().parseHex(text);
  }

  /** What bcrypt made. */
  String text() {
    return text;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TokenHash that
        && kind == that.kind
        && (kind == Kind.SHA256 ? text.equalsIgnoreCase(that.text) : text.equals(that.text));
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, text.length());
  }

  @Override
  public String toString() {
    return "***";
  }
}
