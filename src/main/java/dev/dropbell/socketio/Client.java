package dev.dropbell.socketio;

import static java.util.Objects.requireNonNull;

import com.corundumstudio.socketio.SocketIOClient;
import dev.dropbell.hub.Audience;
import dev.dropbell.hub.Subscriber;
import dev.dropbell.hub.Subscription;
import dev.dropbell.hub.UserId;
import org.jspecify.annotations.Nullable;

/** One connected Socket.IO client. Safe for concurrent use. */
final class Client implements Subscriber {

  private final SocketIOClient socket;
  private final long arrival;
  private volatile @Nullable UserId userId;
  private volatile @Nullable Subscription subscription;

  /**
   * A client that is not in the audience yet.
   *
   * @param arrival how many came before it
   */
  Client(SocketIOClient socket, long arrival) {
    this.socket = socket;
    this.arrival = arrival;
  }

  /** What the client knows as its {@code socket.id}. */
  String id() {
    return socket.getSessionId().toString();
  }

  /** Its place in the order of coming; see {@link ClientCounts}. */
  long arrival() {
    return arrival;
  }

  @Override
  public @Nullable UserId userId() {
    return userId;
  }

  void belongsTo(@Nullable UserId user) {
    userId = user;
  }

  void enter(Audience<Client> audience) {
    subscription = audience.connect(this);
  }

  void leave() {
    subscription().close();
  }

  /** What it has joined; only once it has entered. */
  Subscription subscription() {
    return requireNonNull(subscription);
  }

  /** Queues an event for it. Does not block, and does nothing when the client is gone. */
  void send(String event, JsonText payload) {
    socket.sendEvent(event, payload);
  }
}
