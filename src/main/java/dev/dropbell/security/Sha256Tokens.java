package dev.dropbell.security;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tokens known by their SHA-256. Immutable. */
final class Sha256Tokens implements TokenSource {

  private final List<Map.Entry<byte[], Caller>> known;

  Sha256Tokens(List<SecurityProperties.Token> tokens) {
    known =
        tokens.stream()
            .filter(token -> token.hash().kind() == TokenHash.Kind.SHA256)
            .map(token -> Map.entry(token.hash().digest(), token.caller()))
            .collect(Collectors.toUnmodifiableList());
  }

  /** Compares with every one to its last byte, so that the time it takes tells nothing. */
  @Override
  public @Nullable Caller find(Presented token) {
    Caller found = null;
    for (Map.Entry<byte[], Caller> each : known) {
      if (token.hasDigest(each.getKey())) {
        found = each.getValue();
      }
    }
    return found;
  }
}
