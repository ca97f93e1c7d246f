package dev.dropbell.security;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who is let in.
 *
 * @param tokens what callers must bring; none lets everybody in, which is for loopback only
 * @param lockoutAfter different wrong tokens from one address until the address is refused
 * @param lockoutTime how long it is refused, and how long a wrong token is remembered
 */
@ConfigurationProperties("dropbell.security")
public record SecurityProperties(
    @DefaultValue List<Token> tokens,
    @DefaultValue("200") int lockoutAfter,
    @DefaultValue("15m") Duration lockoutTime) {

  private static final int MAX_USER_ID_LENGTH = 255;

  /** Checks that every token can be told from the others. */
  public SecurityProperties {
    if (lockoutAfter < 1) {
      throw new IllegalArgumentException(
          "dropbell.security.lockout-after is %d; set 1 or more, such as 200."
              .formatted(lockoutAfter));
    }
    if (lockoutTime.toSeconds() < 1) {
      throw new IllegalArgumentException(
          "dropbell.security.lockout-time is %s; set 1s or more.".formatted(lockoutTime));
    }
    Set<String> names = new HashSet<>();
    Set<TokenHash> hashes = new HashSet<>();
    for (Token token : tokens) {
      if (!names.add(token.name())) {
        throw new IllegalArgumentException(
            "dropbell.security.tokens has '%s' twice; give each token a name of its own."
                .formatted(token.name()));
      }
      if (!hashes.add(token.hash())) {
        throw new IllegalArgumentException(
            "dropbell.security.tokens: '%s' has the hash of another token; make a new one with 'dropbell token new'."
                .formatted(token.name()));
      }
    }
    tokens = List.copyOf(tokens);
  }

  /**
   * What one caller must bring, and what it then may.
   *
   * @param name what logs and answers call it; not secret
   * @param hash {@code {sha256}<64 hex digits>} or {@code {bcrypt}$2a$…}
   * @param scopes out of {@code publish}, {@code subscribe}, {@code read}, {@code admin}
   * @param topics prefixes of the topics that it may use; none for every topic
   * @param paths prefixes of the paths that it may read; none for every path
   * @param userId whom it belongs to; null for nobody
   */
  public record Token(
      String name,
      TokenHash hash,
      @DefaultValue Set<Scope> scopes,
      @DefaultValue List<String> topics,
      @DefaultValue List<String> paths,
      @Nullable String userId) {

    /** Checks each value; what is wrong with one is told with the token's name, never its hash. */
    public Token(
        @Nullable String name,
        @Nullable TokenHash hash,
        @DefaultValue Set<Scope> scopes,
        @DefaultValue List<String> topics,
        @DefaultValue List<String> paths,
        @Nullable String userId) {
      if (name == null || name.isBlank()) {
        throw new IllegalArgumentException(
            "dropbell.security.tokens[*].name is missing; name who uses the token.");
      }
      if (hash == null) {
        throw refused(name, "hash is missing; make a token with 'dropbell token new'.");
      }
      String problem = hash.problem();
      if (problem != null) {
        throw refused(name, problem);
      }
      if (scopes.isEmpty()) {
        throw refused(
            name, "scopes is missing; set some of publish, subscribe, read, or admin for all.");
      }
      for (String topic : topics) {
        if (topic.isBlank() || !Prefixes.hasPlainSegments(topic)) {
          throw refused(
              name,
              "topics holds '%s'; write the leading segments of topics, such as uploads/cams."
                  .formatted(topic));
        }
      }
      for (String path : paths) {
        if (!Prefixes.isNormalised(path) || (path.length() > 1 && path.endsWith("/"))) {
          throw refused(
              name,
              "paths holds '%s'; write absolute paths below the root, such as /cams."
                  .formatted(path));
        }
      }
      if (userId != null && (userId.isEmpty() || userId.length() > MAX_USER_ID_LENGTH)) {
        throw refused(
            name,
            "user-id has %d characters; it must have 1 to %d."
                .formatted(userId.length(), MAX_USER_ID_LENGTH));
      }
      this.name = name;
      this.hash = hash;
      this.scopes = Set.copyOf(scopes);
      this.topics = List.copyOf(topics);
      this.paths = List.copyOf(paths);
      this.userId = userId;
    }

    private static IllegalArgumentException refused(String name, String problem) {
      return new IllegalArgumentException(
          "dropbell.security.tokens[*] of '%s': %s".formatted(name, problem));
    }

    Caller caller() {
      return new Caller(name, userId, scopes, topics, paths);
    }
  }
}
