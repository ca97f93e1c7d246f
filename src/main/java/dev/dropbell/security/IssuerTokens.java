package dev.dropbell.security;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/**
 * Tokens that an issuer has signed (<a href="https://www.rfc-editor.org/rfc/rfc7519">RFC 7519</a>):
 * {@code scope} says what they are good for, {@code sub} whose they are, {@code topics} and {@code
 * paths}, where given, limit them. Safe from any thread.
 */
final class IssuerTokens implements TokenSource {

  private static final Logger log = LoggerFactory.getLogger(IssuerTokens.class);

  /** A header that begins as JSON objects do in Base64, a payload, a signature. */
  private static final Pattern JWT =
      Pattern.compile("ey[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

  private final JwtDecoder issuer;

  IssuerTokens(JwtDecoder issuer) {
    this.issuer = issuer;
  }

  @Override
  public @Nullable Caller find(Presented token) {
    if (!isNoGuess(token)) {
      return null;
    }
    try {
      return caller(issuer.decode(token.text()));
    } catch (BadJwtException e) {
      log.debug("jwt refused: {}", e.getMessage());
      return null;
    } catch (JwtException | IllegalArgumentException e) {
      log.warn("jwt not checked: reason=\"{}\"", e.getMessage());
      return null;
    }
  }

  /** Nobody guesses a signature; and what an issuer signed yesterday comes from honest clients. */
  @Override
  public boolean isNoGuess(Presented token) {
    return JWT.matcher(token.text()).matches();
  }

  private static @Nullable Caller caller(Jwt jwt) {
    String subject = jwt.getSubject();
    if (subject == null || subject.isBlank()) {
      log.debug("jwt refused: it has no sub");
      return null;
    }
    return new Caller(subject, subject, scopes(jwt), claims(jwt, "topics"), claims(jwt, "paths"));
  }

  /** Those of ours; an issuer has others for others. */
  private static Set<Scope> scopes(Jwt jwt) {
    List<String> names = claims(jwt, "scope");
    EnumSet<Scope> scopes = EnumSet.allOf(Scope.class);
    scopes.removeIf(scope -> !names.contains(scope.wireName()));
    return scopes;
  }

  /** A claim that is a list, or one text with spaces in between. */
  private static List<String> claims(Jwt jwt, String name) {
    Object claim = jwt.getClaims().get(name);
    return switch (claim) {
      case null -> List.of();
      case String text -> Arrays.stream(text.split(" ", -1)).filter(s -> !s.isEmpty()).toList();
      case List<?> list when list.stream().allMatch(String.class::isInstance) ->
          list.stream().map(String.class::cast).toList();
      default -> throw new IllegalArgumentException("claim " + name + " is no list of texts");
    };
  }
}
