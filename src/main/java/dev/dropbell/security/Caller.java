package dev.dropbell.security;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who asks, and what it may. Immutable. */
public final class Caller {

  private static final Caller ANYBODY =
      new Caller("anonymous", null, EnumSet.of(Scope.ADMIN), List.of(), List.of());

  private final String name;
  private final @Nullable String userId;
  private final Set<Scope> scopes;
  private final List<String> topics;
  private final List<String> paths;

  /**
   * A caller with a token.
   *
   * @param userId null when the token belongs to no user
   * @param topics prefixes; empty for every topic
   * @param paths prefixes; empty for every path
   */
  Caller(
      String name,
      @Nullable String userId,
      Set<Scope> scopes,
      List<String> topics,
      List<String> paths) {
    this.name = name;
    this.userId = userId;
    this.scopes = Set.copyOf(scopes);
    this.topics = List.copyOf(topics);
    this.paths = List.copyOf(paths);
  }

  /** Whoever calls while no token is configured: nobody is told apart, and everybody may all. */
  public static Caller anybody() {
    return ANYBODY;
  }

  /** The token's name, for logs and answers; {@code anonymous} where none is asked for. */
  public String name() {
    return name;
  }

  /** The user that the token belongs to. */
  public Optional<String> userId() {
    return Optional.ofNullable(userId);
  }

  /** Whether no token is configured, so that nobody is told apart. */
  @SuppressWarnings("ReferenceEquality") // there is one
  public boolean anonymous() {
    return this == ANYBODY;
  }

  /** Whether it has this scope; {@link Scope#ADMIN} has every one. */
  public boolean may(Scope scope) {
    return scopes.contains(scope) || scopes.contains(Scope.ADMIN);
  }

  /** Whether it has this scope, and the topic is one of the token's or below it. */
  public boolean mayTopic(Scope scope, String topic) {
    return may(scope) && (unlimited(topics) || Prefixes.cover(topics, topic));
  }

  /** Whether it has this scope, and no prefix limits it to some topics. */
  public boolean mayEveryTopic(Scope scope) {
    return may(scope) && unlimited(topics);
  }

  /**
   * Whether it may read this path: it has {@link Scope#READ}, and the path is one of the token's or
   * below it. The directories on the way down to one of them are not.
   *
   * @param path absolute below the root and normalised, such as {@code /cams/front/a.jpg}; one that
   *     is not is refused
   */
  public boolean mayPath(String path) {
    return may(Scope.READ)
        && Prefixes.isNormalised(path)
        && (unlimited(paths) || Prefixes.cover(paths, path));
  }

  /**
   * Insists on a scope.
   *
   * @throws NotAllowedException when it does not have it; the message is for the client
   */
  public void require(Scope scope) {
    if (!may(scope)) {
      throw new NotAllowedException(lacks(scope));
    }
  }

  /** What to tell a client that does not have this scope. */
  String lacks(Scope scope) {
    return "The token '%s' lacks the scope '%s'.".formatted(name, scope.wireName());
  }

  /**
   * Insists on a scope for a topic.
   *
   * @throws NotAllowedException when it may not; the message is for the client
   */
  public void requireTopic(Scope scope, String topic) {
    require(scope);
    if (!mayTopic(scope, topic)) {
      throw new NotAllowedException(
          "The token '%s' does not allow the topic '%s'.".formatted(name, topic));
    }
  }

  /**
   * Insists that it may act as a user: it is that user, or belongs to none, as the token of a
   * service that acts for its users.
   *
   * @throws NotAllowedException when it is another; the message is for the client
   */
  public void requireUser(String user) {
    if (userId != null && !userId.equals(user)) {
      throw new NotAllowedException(
          "The token '%s' belongs to user_id '%s'; send that.".formatted(name, userId));
    }
  }

  private boolean unlimited(List<String> prefixes) {
    return prefixes.isEmpty() || scopes.contains(Scope.ADMIN);
  }

  @Override
  public String toString() {
    return name;
  }
}
