package dev.dropbell.client.command;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import picocli.CommandLine.Command;

/** {@code dropbell token}. */
@Command(
    name = "token",
    header = "Make tokens for the server's settings.",
    synopsisSubcommandLabel = "COMMAND")
final class TokenCommand {

  private static final int BYTES = 32;

  private final Surroundings surroundings;

  TokenCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Command(
      name = "new",
      header = "Make a token.",
      description = {
        "",
        "Prints the token, for the client's DROPBELL_TOKEN, and its hash, for the server's"
            + " dropbell.security.tokens[*].hash. The token is kept nowhere.",
        ""
      },
      mixinStandardHelpOptions = true)
  int make() {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    String token = "db_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    surroundings.out().println("token: " + token);
    surroundings.out().println("hash:  {sha256}" + sha256(token));
    return 0;
  }

  private static String sha256(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
