package dev.dropbell.security;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A fresh token: {@code db_} and 256 random bits in URL-safe Base64, 46 characters in all.
 *
 * @param token the secret, for the caller
 * @param hash what goes into {@code dropbell.security.tokens[*].hash}; not secret, as nobody can
 *     guess 256 bits
 */
public record NewToken(String token, String hash) {

  private static final String PREFIX = "db_";
  private static final int BYTES = 32;

  /** Makes one that there was never before. */
  public static NewToken generate() {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    return new NewToken(token, "{sha256}" + HexFormat.of().formatHex(Presented.sha256(token)));
  }
}
