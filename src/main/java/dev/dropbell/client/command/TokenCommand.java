package dev.dropbell.client.command;

import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** {@code dropbell token}. */
@Command(
    name = "token",
    header = "Make tokens for the server's settings.",
    synopsisSubcommandLabel = "COMMAND")
final class TokenCommand {

  private final Surroundings surroundings;
  private final Supplier<FreshToken> tokens;

  TokenCommand(Surroundings surroundings, Supplier<FreshToken> tokens) {
    this.surroundings = surroundings;
    this.tokens = tokens;
  }

  @Command(
      name = "new",
      header = "Make a token.",
      description = {
        "",
        "Prints the token, for the client's DROPBELL_TOKEN, and its hash, for the server's"
            + " dropbell.security.tokens[*].hash. The token is kept nowhere.",
        ""
      })
  int make() {
    FreshToken made = tokens.get();
    surroundings.out().println("token: " + made.token());
    surroundings.out().println("hash:  " + made.hash());
    return 0;
  }
}
