package dev.dropbell.client.command;

/**
 * What {@code dropbell token new} prints.
 *
 * @param token the secret
 * @param hash what the server's settings get of it
 */
public record FreshToken(String token, String hash) {

  /** Without the secret. */
  @Override
  public String toString() {
    return hash;
  }
}
