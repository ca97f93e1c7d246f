package dev.dropbell.relay;

import dev.dropbell.hub.Cursor;
import dev.dropbell.hub.Subscriber;
import dev.dropbell.hub.TransportMeters;
import dev.dropbell.hub.UserId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One client's WebSocket: its life and its end, from the end of its handshake to the end of its
 * socket.
 *
 * <pre>
 *   Wire ──► FrameReader ──► Conversation ──► Membership
 *   Wire ◄── FrameWriter ◄── answers; the hub, any thread
 * </pre>
 *
 * <p>Three kinds of threads meet here. A container thread, one at a time, brings what the client
 * sent ({@link #received}); any thread queues what goes out ({@link #send}, {@link #close}) and
 * returns at once; the connection's {@link Sender.Worker} alone touches the {@link Wire}.
 *
 * <p>It is <i>open</i>, then <i>closing</i>: our close frame is queued, nothing else will be, and
 * the client has a short time to read it and answer. Then it has <i>ended</i>.
 */
final class WebSocketConnection implements Subscriber, Link {

  private static final Logger log = LoggerFactory.getLogger(WebSocketConnection.class);

  /** How long a client may take to answer our close frame before its socket is reset. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  /** The same for one that broke the protocol, from which no answer is expected. */
  private static final Duration FAIL_TIMEOUT = Duration.ofSeconds(1);

  private static final Outgoing PING = Outgoing.of(Frames.ping());

  private enum State {
    OPEN,
    CLOSING,
    ENDED
  }

  private final WebSockets home;
  private final Registration registration;
  private final Format format;
  private final FrameReader reader;
  private final FrameWriter writer;
  private final Membership membership;
  private final Heartbeat heartbeat;

  private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
  private volatile boolean peerClosed;

  /** It did not answer a ping. */
  private volatile boolean givenUp;

  private volatile long closeDeadlineNanos;

  WebSocketConnection(WebSockets home, Registration registration, Format format, Wire wire) {
    this.home = home;
    this.registration = registration;
    this.format = format;
    this.membership = new Membership(home, registration, this);
    this.reader = new FrameReader(home.maxMessageBytes(), new Conversation(this, membership));
    this.writer = new FrameWriter(this, home.newOutbox(), home.assignWorker(), wire);
    this.heartbeat = new Heartbeat(home.pingIntervalNanos(), System.nanoTime());
  }

  @Override
  public UserId userId() {
    return registration.user();
  }

  Format format() {
    return format;
  }

  /** Begins to receive. */
  void opened() {
    membership.begin();
    if (!home.registrations().attach(registration, this)) {
      close(CloseStatus.DELETED);
    }
    if (state.get() != State.OPEN) {
      // A close that came before the subscription was known did not end it.
      membership.end();
    }
    log.debug("websocket opened: registration={}", registration.loggedId());
  }

  /** Takes what the client sent. */
  void received(ByteBuffer bytes) {
    heartbeat.heard(System.nanoTime());
    try {
      reader.read(bytes);
    } catch (WebSocketException e) {
      closeAfterQueue(e.status(), FAIL_TIMEOUT);
    }
  }

  // What goes out

  /**
   * Queues a frame. A client that lets more wait than its queue holds is closed.
   *
   * @return whether it was queued
   */
  boolean send(Outgoing frame) {
    return switch (writer.send(frame)) {
      case WAKE, QUEUED -> true;
      case DROPPED, CLOSED -> false;
      case OVERFLOW -> {
        closeAsSlow();
        yield false;
      }
    };
  }

  /** Queues a text for this client alone. */
  void answer(String text) {
    send(Outgoing.of(Frames.text(text)));
  }

  /** Queues a frame of a replay, which is never too much; {@link #awaitRoom} comes before. */
  void sendReplayed(Outgoing frame) {
    writer.sendPaced(frame);
  }

  /** Waits until the client has read most of what was sent; false when it is gone. */
  boolean awaitRoom() throws InterruptedException {
    return writer.awaitRoom();
  }

  /** The socket takes more. */
  void writable() {
    writer.wake();
  }

  // The end

  @Override
  public void close(CloseStatus status) {
    closeAfterQueue(status, CLOSE_TIMEOUT);
  }

  /** The client has sent a close frame: what waits still goes out, then ours, and that is all. */
  void closedByPeer(CloseStatus status) {
    peerClosed = true;
    closeAfterQueue(new CloseStatus(status.code(), ""), CLOSE_TIMEOUT);
    writer.wake();
  }

  boolean isClosedByPeer() {
    return peerClosed;
  }

  private void closeAfterQueue(CloseStatus status, Duration patience) {
    if (beginClose(status, patience)) {
      writer.finish(Frames.close(status));
    }
  }

  private void closeAsSlow() {
    if (beginClose(CloseStatus.SLOW, CLOSE_TIMEOUT)) {
      meters().dropped(CloseStatus.SLOW.label(), writer.abandon());
      writer.finish(Frames.close(CloseStatus.SLOW));
    }
  }

  private boolean beginClose(CloseStatus status, Duration patience) {
    closeDeadlineNanos = System.nanoTime() + patience.toNanos();
    if (!state.compareAndSet(State.OPEN, State.CLOSING)) {
      return false;
    }
    log.atLevel(status.isOrdinary() ? Level.DEBUG : Level.INFO)
        .log(
            "websocket closing: registration={} code={} reason=\"{}\"",
            registration.loggedId(),
            status.code(),
            status.reason());
    meters().disconnected(peerClosed ? "client" : status.label());
    leave();
    return true;
  }

  /** Gets nothing any more; its registration waits for another connection. */
  private void leave() {
    Cursor head = home.head();
    membership.end();
    home.registrations().detach(registration, this, head);
  }

  /**
   * Looks after the connection, about once a second: pings, and gives up one that is dead or does
   * not let itself be closed.
   */
  void tick(long nowNanos) {
    switch (state.get()) {
      case OPEN -> beat(nowNanos);
      case CLOSING -> {
        if (nowNanos - closeDeadlineNanos >= 0) {
          giveUp("no answer to our close", !writer.isFinished());
        }
      }
      case ENDED -> {}
    }
  }

  private void beat(long nowNanos) {
    switch (heartbeat.check(nowNanos)) {
      case PING -> send(PING);
      case DEAD -> {
        givenUp = true;
        giveUp("no answer to our ping", true);
      }
      case NOTHING -> {}
    }
  }

  /**
   * Ends it without the client's consent.
   *
   * @param reset whether the client does not even read; else it gets the end of the stream
   */
  private void giveUp(String reason, boolean reset) {
    log.info(
        "websocket given up: registration={} reset={} reason=\"{}\"",
        registration.loggedId(),
        reset,
        reason);
    writer.end(reset);
  }

  /** Its socket broke while it was written to. */
  void writeFailed(Exception cause) {
    log.debug("websocket write failed: registration={}", registration.loggedId(), cause);
  }

  /** The socket is gone. */
  void ended() {
    State before = state.getAndSet(State.ENDED);
    if (before == State.ENDED) {
      return;
    }
    int lost = writer.abandon();
    if (before == State.OPEN) {
      String reason = givenUp ? "ping_timeout" : "transport";
      meters().disconnected(reason);
      meters().dropped(reason, lost);
    }
    leave();
    home.remove(this);
    log.debug("websocket ended: registration={}", registration.loggedId());
  }

  boolean hasEnded() {
    return state.get() == State.ENDED;
  }

  private TransportMeters meters() {
    return home.audience().meters();
  }
}
