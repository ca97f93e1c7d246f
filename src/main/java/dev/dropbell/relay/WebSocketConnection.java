package dev.dropbell.relay;

import dev.dropbell.hub.Cursor;
import dev.dropbell.hub.InvalidTopicException;
import dev.dropbell.hub.Subscriber;
import dev.dropbell.hub.Subscription;
import dev.dropbell.hub.Topic;
import dev.dropbell.hub.TransportMeters;
import dev.dropbell.hub.UserId;
import dev.dropbell.security.Caller;
import dev.dropbell.security.NotAllowedException;
import dev.dropbell.security.Scope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One client's WebSocket, from the end of its handshake to the end of its socket.
 *
 * <p>Three kinds of threads meet here. A container thread, one at a time, brings what the client
 * sent ({@link #received}); any thread queues what goes out ({@link #send}, {@link #close}) and
 * returns at once; the connection's {@link Sender.Worker} alone touches the {@link Wire}.
 *
 * <p>It is <i>open</i>, then <i>closing</i>: our close frame is queued, nothing else will be, and
 * the client has a short time to read it and answer. Then it has <i>ended</i>.
 */
final class WebSocketConnection implements Subscriber, Link, FrameReader.Listener {

  private static final Logger log = LoggerFactory.getLogger(WebSocketConnection.class);

  /** How long a client may take to answer our close frame before its socket is reset. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  /** The same for one that broke the protocol, from which no answer is expected. */
  private static final Duration FAIL_TIMEOUT = Duration.ofSeconds(1);

  private static final String SINCE_NEEDS_WHOLE =
      "since needs the subprotocol %s; without it a client goes on where its connection was lost."
          .formatted(Format.WHOLE_PROTOCOL);

  /** How long a client that gets whole messages may take to say where it was. */
  private static final Duration FIRST_COMMAND_TIMEOUT = Duration.ofMillis(500);

  private static final byte[] PING = Frames.ping();
  private static final byte[] PONG_TEXT = Frames.text("pong");

  private enum State {
    OPEN,
    CLOSING,
    ENDED
  }

  private final WebSockets home;
  private final Registration registration;
  private final Format format;
  private final Wire wire;
  private final Sender.Worker worker;
  private final FrameReader reader;
  private final Outbox outbox;

  private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
  private volatile @Nullable Subscription subscription;

  /** From where the registered topics are to be joined; null when they are. */
  private final AtomicReference<@Nullable Cursor> unjoinedSince = new AtomicReference<>();

  private volatile boolean peerClosed;

  /** It did not answer a ping. */
  private volatile boolean givenUp;

  private volatile long closeDeadlineNanos;

  /** True from the moment a write is asked for until nothing is left to write. */
  private final AtomicBoolean writing = new AtomicBoolean();

  private volatile long lastHeardNanos = System.nanoTime();

  /** Only the heartbeat's thread uses it. */
  private long lastPingNanos = lastHeardNanos;

  WebSocketConnection(WebSockets home, Registration registration, Format format, Wire wire) {
    this.home = home;
    this.registration = registration;
    this.format = format;
    this.wire = wire;
    this.worker = home.assignWorker();
    this.reader = new FrameReader(home.maxMessageBytes(), this);
    this.outbox = new Outbox(home.outgoingBytes());
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
    Subscription joined = home.audience().connect(this);
    joinRegistered(joined);
    subscription = joined;
    if (!home.registrations().attach(registration, this)) {
      close(CloseStatus.DELETED);
    }
    if (state.get() != State.OPEN) {
      // A close that came before the subscription was known did not end it.
      joined.close();
    }
    log.debug("websocket opened: registration={}", registration.loggedId());
  }

  /**
   * A plain client cannot say where it was, so it goes on where its last connection was lost. One
   * that gets whole messages says it itself, right after opening: until then it gets nothing, or
   * what happens now would come before what it missed, and once more with it.
   */
  private void joinRegistered(Subscription joined) {
    List<Topic> topics = registration.topics();
    Cursor lostAt = home.registrations().lossOf(registration);
    if (format == Format.WHOLE && !topics.isEmpty()) {
      unjoinedSince.set(home.head());
      Thread.ofVirtual().start(this::joinAfterPatience);
    } else if (lostAt == null || format == Format.WHOLE) {
      joined.join(topics);
    } else {
      joined.join(topics, lostAt, WebSocketArrival.silent(this));
    }
  }

  private void joinAfterPatience() {
    try {
      Thread.sleep(FIRST_COMMAND_TIMEOUT);
      joinWithoutCommand();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The client did not say where it was: it gets what happened since it opened. */
  private void joinWithoutCommand() {
    Cursor since = unjoinedSince.getAndSet(null);
    Subscription joined = subscription;
    if (since == null || joined == null) {
      return;
    }
    if (since.equals(home.head())) {
      joined.join(registration.topics());
    } else {
      joined.join(registration.topics(), since, WebSocketArrival.silent(this));
    }
  }

  /** Takes what the client sent. */
  void received(ByteBuffer bytes) {
    lastHeardNanos = System.nanoTime();
    try {
      reader.read(bytes);
    } catch (WebSocketException e) {
      closeAfterQueue(e.status(), FAIL_TIMEOUT);
    }
  }

  @Override
  public void onText(String text) {
    switch (ClientCommand.parse(text)) {
      case ClientCommand.Ping() -> {
        joinWithoutCommand();
        send(PONG_TEXT);
      }
      case ClientCommand.Invalid(String error) -> send(Frames.text(error));
      case ClientCommand.Topics topics -> replaceTopics(topics);
    }
  }

  private void replaceTopics(ClientCommand.Topics command) {
    Subscription joined = subscription;
    if (joined == null) {
      return;
    }
    try {
      List<Topic> topics = command.topics();
      Caller caller = registration.caller();
      topics.forEach(topic -> caller.requireTopic(Scope.SUBSCRIBE, topic.name()));
      if (format == Format.WHOLE) {
        unjoinedSince.set(null);
        joined.replace(topics, command.since(), WebSocketArrival.answering(this, topics));
      } else if (command.since() == null) {
        joined.replace(topics);
      } else {
        send(Frames.text(ClientCommand.error(SINCE_NEEDS_WHOLE)));
        return;
      }
      registration.topics(topics);
    } catch (InvalidTopicException | NotAllowedException e) {
      send(Frames.text(ClientCommand.error(e.getMessage())));
    }
  }

  @Override
  public void onBinary() {
    send(Frames.text(ClientCommand.error("Send text frames; binary ones are not understood.")));
  }

  @Override
  public void onPing(byte[] payload) {
    send(Frames.pong(payload));
  }

  @Override
  public void onClose(CloseStatus status) {
    peerClosed = true;
    closeAfterQueue(new CloseStatus(status.code(), ""), CLOSE_TIMEOUT);
    wakeWriter();
  }

  /**
   * Queues a frame. A client that lets more wait than its queue holds is closed.
   *
   * @return whether it was queued
   */
  boolean send(byte[] frame) {
    if (state.get() != State.OPEN) {
      return false;
    }
    if (outbox.offer(frame)) {
      wakeWriter();
      return true;
    }
    if (beginClose(CloseStatus.SLOW, CLOSE_TIMEOUT)) {
      int lost = outbox.finishNow(Frames.close(CloseStatus.SLOW)) + 1;
      meters().dropped(CloseStatus.SLOW.label(), lost);
      wakeWriter();
    }
    return false;
  }

  /** Queues a frame that the client can do without, if there is room. */
  boolean sendIfRoom(byte[] frame) {
    if (state.get() != State.OPEN) {
      return false;
    }
    boolean queued = outbox.offerIfRoom(frame);
    if (queued) {
      wakeWriter();
    } else {
      meters().dropped("progress", 1);
    }
    return queued;
  }

  /** Queues a frame of a replay, which is never too much; {@link #awaitRoom} comes before. */
  void sendReplayed(byte[] frame) {
    if (state.get() == State.OPEN && outbox.force(frame)) {
      wakeWriter();
    }
  }

  /** Waits until the client has read most of what was sent; false when it is gone. */
  boolean awaitRoom() throws InterruptedException {
    return outbox.awaitRoom() && state.get() == State.OPEN;
  }

  @Override
  public void close(CloseStatus status) {
    closeAfterQueue(status, CLOSE_TIMEOUT);
  }

  private void closeAfterQueue(CloseStatus status, Duration patience) {
    if (beginClose(status, patience)) {
      outbox.finish(Frames.close(status));
      wakeWriter();
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
    Subscription joined = subscription;
    if (joined != null) {
      joined.close();
    }
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
          abort("no answer to our close", !outbox.isEmpty() || writing.get());
        }
      }
      case ENDED -> {}
    }
  }

  private void beat(long nowNanos) {
    if (nowNanos - lastPingNanos < home.pingIntervalNanos()) {
      return;
    }
    if (lastHeardNanos - lastPingNanos < 0) {
      givenUp = true;
      abort("no answer to our ping", true);
      return;
    }
    lastPingNanos = nowNanos;
    send(PING);
  }

  /**
   * Ends it without the client's consent.
   *
   * @param reset whether the client does not even read; else it gets the end of the stream
   */
  private void abort(String reason, boolean reset) {
    log.info(
        "websocket given up: registration={} reset={} reason=\"{}\"",
        registration.loggedId(),
        reset,
        reason);
    worker.add(() -> end(reset));
  }

  private void end(boolean reset) {
    wire.close(reset);
    ended();
  }

  /** The socket is gone. */
  void ended() {
    State before = state.getAndSet(State.ENDED);
    if (before == State.ENDED) {
      return;
    }
    int lost = outbox.abandon();
    if (before == State.OPEN) {
      String reason = givenUp ? "ping_timeout" : "transport";
      meters().disconnected(reason);
      meters().dropped(reason, lost);
    }
    leave();
    home.remove(this);
    log.debug("websocket ended: registration={}", registration.loggedId());
  }

  private TransportMeters meters() {
    return home.audience().meters();
  }

  private void wakeWriter() {
    if (writing.compareAndSet(false, true)) {
      worker.add(this::writeQueued);
    }
  }

  /** The socket takes more. */
  void writable() {
    worker.add(this::writeQueued);
  }

  /**
   * Writes one round, then lets the others have theirs. When the socket is full, {@link #writing}
   * stays true: the container calls {@link #writable}, and nobody else needs to try.
   */
  private void writeQueued() {
    if (state.get() == State.ENDED) {
      return;
    }
    try {
      if (wire.write(outbox)) {
        return;
      }
    } catch (IOException | RuntimeException e) {
      log.debug("websocket write failed: registration={}", registration.loggedId(), e);
      end(false);
      return;
    }
    writing.set(false);
    if (!outbox.isEmpty()) {
      wakeWriter();
    } else if (peerClosed) {
      end(false);
    }
  }
}
