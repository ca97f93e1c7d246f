package dev.dropbell.socketio;

import static java.util.Objects.requireNonNull;

import dev.dropbell.hub.Audience;
import dev.dropbell.hub.Subscriber;
import dev.dropbell.hub.Subscription;
import dev.dropbell.hub.Topic;
import dev.dropbell.hub.UserId;
import dev.dropbell.security.Caller;
import dev.dropbell.security.NotAllowedException;
import dev.dropbell.security.Scope;
import dev.dropbell.socketio.engine.Outgoing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One client that has been let in. Safe for concurrent use. */
final class Client implements Subscriber {

  private final Head head;
  private final long arrival;
  private volatile @Nullable Subscription subscription;

  /**
   * A client that is not in the audience yet.
   *
   * @param arrival its place in the order of coming; see {@link ClientCounts}
   */
  Client(Head head, long arrival) {
    this.head = head;
    this.arrival = arrival;
  }

  /** What the client knows as its {@code socket.id}. */
  String id() {
    return head.getSessionId().toString();
  }

  long arrival() {
    return arrival;
  }

  @Override
  public @Nullable UserId userId() {
    return head.admitted().userId();
  }

  /**
   * Insists that it may be in these rooms.
   *
   * @throws NotAllowedException when it may not; the message is for the client
   */
  void requireRooms(List<Topic> rooms) {
    Caller caller = head.admitted().caller();
    rooms.forEach(room -> caller.requireTopic(Scope.SUBSCRIBE, room.name()));
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

  /** Sends an event to it alone. Does not block, and does nothing when the client is gone. */
  void send(String event, JsonText payload) {
    Outgoing packet = PacketWriter.event(event, payload);
    send(packet);
    packet.release();
  }

  /** Sends a message of the past, which is never too much; {@link #awaitRoom} comes before. */
  void replay(Outgoing packet) {
    head.replay(packet);
  }

  /** Waits until the client has read most of what was sent; false when it is gone. */
  boolean awaitRoom() throws InterruptedException {
    return head.awaitRoom();
  }

  /** Ends the connection so that the client comes back by itself. */
  void breakOff() {
    head.breakOff();
  }

  /** Sends what may be sent to others too. As {@link #send(String, JsonText)}. */
  void send(Outgoing packet) {
    head.send(packet);
  }
}
