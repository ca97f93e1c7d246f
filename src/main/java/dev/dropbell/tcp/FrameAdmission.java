package dev.dropbell.tcp;

import static java.util.Objects.requireNonNull;

import dev.dropbell.hub.Subscription;
import dev.dropbell.hub.UserId;
import dev.dropbell.security.Caller;
import dev.dropbell.security.NotAdmittedException;
import dev.dropbell.security.Scope;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who the client of one connection is, and that it takes part once it is somebody. Belongs to the
 * connection's event loop, but for {@link #userId} and {@link #authenticate}, which any thread may
 * call.
 */
final class FrameAdmission {

  static final String AUTH_FIRST = "Authenticate first: send {\"op\":\"auth\",\"token\":\"...\"}.";

  private final FrameProtocol service;
  private final FrameConnection connection;
  private final InetSocketAddress remote;

  /** Null as long as the client has not authenticated. */
  private @Nullable Caller caller;

  private volatile @Nullable UserId userId;

  /** Null as long as it may hear nothing. */
  private @Nullable Subscription subscription;

  FrameAdmission(FrameProtocol service, FrameConnection connection, InetSocketAddress remote) {
    this.service = service;
    this.connection = connection;
    this.remote = remote;
  }

  @Nullable UserId userId() {
    return userId;
  }

  boolean isAdmitted() {
    return caller != null;
  }

  /**
   * The client.
   *
   * @throws IllegalArgumentException when it has not authenticated
   */
  Caller known() {
    if (caller == null) {
      throw new IllegalArgumentException(AUTH_FIRST);
    }
    return caller;
  }

  /** What it has joined; only for a caller that may hear something. */
  Subscription subscription() {
    return requireNonNull(subscription);
  }

  /**
   * Compares a token, which may take long.
   *
   * @param admitted called at once, unless the token is wrong: that ends the connection
   */
  void authenticate(@Nullable String token, Consumer<Caller> admitted) {
    try {
      admitted.accept(service.tokens().authenticate(token, remote.getAddress()));
    } catch (NotAdmittedException e) {
      connection.refuse(e.getMessage());
    }
  }

  /** From now on the client is somebody; who it is does not change any more. */
  void admit(Caller admitted) {
    if (caller != null) {
      return;
    }
    userId = admitted.userId().map(UserId::of).orElse(null);
    if (admitted.may(Scope.SUBSCRIBE)) {
      subscription = service.audience().connect(connection);
    }
    caller = admitted;
  }

  /** It hears nothing any more. */
  void close() {
    if (subscription != null) {
      subscription.close();
    }
  }
}
