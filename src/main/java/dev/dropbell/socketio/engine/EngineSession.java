package dev.dropbell.socketio.engine;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Engine.IO session: it begins over long-polling or a WebSocket, and may move from the first to
 * the second without losing a packet.
 *
 * <p>Safe for concurrent use; how is said in the package's description. State that has no other
 * note is guarded by this.
 *
 * <pre>
 *   GET without sid ──► polling ──websocket with sid──► probing ──2probe, 3probe, 5──► websocket
 *                          ▲                               │
 *                          └────── the probe dies ─────────┘
 * </pre>
 */
public final class EngineSession {

  private static final Logger log = LoggerFactory.getLogger(EngineSession.class);

  /**
   * A poll that comes while a WebSocket is being probed is answered after this: a client that is
   * done with polling sends no other, and one that has already said so must get an error instead.
   */
  private static final long NOOP_DELAY_MILLIS = 50;

  /**
   * A client that closes a polling session has a poll on its way, over another connection; this is
   * how much later it may be seen.
   */
  private static final long LAST_POLL_MILLIS = 20;

  private final Engine engine;
  private final String sid;
  private final InetSocketAddress remoteAddress;
  private final @Nullable String origin;
  private final EventLoop timers;
  private final Outbox outbox;
  private final Heartbeat heartbeat;
  private final Polling polling = new Polling();

  /** Of the event loop whose transport is in use; changes with an upgrade. */
  private volatile LoopWriter writer;

  private @Nullable Receiver receiver;
  private @Nullable ScheduledFuture<?> timer;
  private @Nullable Probe probe;
  private @Nullable WebSocketHandler webSocket;
  private @Nullable HttpExchange leaving;
  private @Nullable CloseReason closeWhenWritten;
  private boolean closed;

  EngineSession(
      Engine engine,
      String sid,
      InetSocketAddress remoteAddress,
      @Nullable String origin,
      LoopWriter writer) {
    this.engine = engine;
    this.sid = sid;
    this.remoteAddress = remoteAddress;
    this.origin = origin;
    this.timers = writer.loop();
    this.writer = writer;
    EngineSettings settings = engine.settings();
    this.outbox = new Outbox(settings.maxOutgoingBytes(), engine.dropped());
    this.heartbeat =
        new Heartbeat(settings.pingInterval(), settings.pingTimeout(), System.nanoTime());
  }

  /** Whom it is from. */
  public InetSocketAddress remoteAddress() {
    return remoteAddress;
  }

  /** The web page that opened it; null outside browsers. */
  public @Nullable String origin() {
    return origin;
  }

  /** Runs something with the session's lock, unless it has ended. */
  public synchronized void run(Runnable action) {
    if (!closed) {
      action.run();
    }
  }

  /** Runs something later with the session's lock, unless it has ended by then. */
  public void runAfter(long millis, Runnable action) {
    var _ = timers.schedule(() -> run(action), millis, TimeUnit.MILLISECONDS);
  }

  /**
   * Sends a packet, in the order of the calls. From any thread, never blocking; when the client is
   * gone, nothing happens. The reference stays the caller's.
   */
  public void send(Outgoing packet) {
    switch (outbox.offer(packet)) {
      case WAKE -> wake();
      case OVERFLOW -> writer.execute(() -> close(CloseReason.SLOW));
      case DROPPED, QUEUED, CLOSED -> {}
    }
  }

  /**
   * As {@link #send}, but never too much for the client: whoever calls it waits for {@link
   * #awaitRoom} before.
   */
  public void sendPaced(Outgoing packet) {
    if (outbox.force(packet) == Outbox.Offer.WAKE) {
      wake();
    }
  }

  /**
   * Waits until only a small part of the outbox is in use, so that there is room for what comes
   * from elsewhere meanwhile. Blocks; not for an event loop.
   *
   * @return false when the session has ended
   */
  public boolean awaitRoom() throws InterruptedException {
    return outbox.awaitRoom();
  }

  /** Ends the session when everything that was sent has gone out; nothing comes in any more. */
  public synchronized void closeWhenWritten(CloseReason reason) {
    if (!closed) {
      closeWhenWritten = reason;
      wake();
    }
  }

  /** Ends the session at once. */
  public synchronized void close(CloseReason reason) {
    if (closed) {
      return;
    }
    closed = true;
    engine.forget(this, reason, outbox.close());
    if (timer != null) {
      timer.cancel(false);
    }
    closeTransports(reason);
    if (receiver != null) {
      receiver.closed(reason);
    }
  }

  String sid() {
    return sid;
  }

  /** The data of the open packet. */
  String handshake(String upgrades) {
    EngineSettings settings = engine.settings();
    return "{\"sid\":\"%s\",\"upgrades\":[%s],\"pingInterval\":%d,\"pingTimeout\":%d,\"maxPayload\":%d}"
        .formatted(
            sid,
            upgrades,
            settings.pingInterval().toMillis(),
            settings.pingTimeout().toMillis(),
            settings.maxPayloadBytes());
  }

  /** Begins. */
  synchronized void start() {
    if (!closed) {
      receiver = engine.receivers().open(this);
      scheduleHeartbeat(System.nanoTime());
    }
  }

  /** Begins over this WebSocket. */
  synchronized void useWebSocket(WebSocketHandler opened) {
    if (closed) {
      opened.close(CloseReason.SHUTDOWN);
      return;
    }
    webSocket = opened;
    Outgoing open = Outgoing.control(PacketType.OPEN, handshake(""));
    opened.write(open);
    opened.flush();
    open.release();
    start();
  }

  /** A hanging GET. The result is why it cannot hang, and null when it is or will be answered. */
  synchronized @Nullable RequestError poll(HttpExchange exchange) {
    closeIfDead();
    if (leaving != null) {
      polling.hang(exchange, false);
      close(CloseReason.CLIENT);
      return null;
    }
    if (closed) {
      return RequestError.UNKNOWN_SESSION;
    }
    if (webSocket != null) {
      return RequestError.BAD_REQUEST;
    }
    if (polling.isHanging()) {
      close(CloseReason.MALFORMED);
      return RequestError.BAD_REQUEST;
    }
    polling.hang(exchange, probe != null);
    answerPoll();
    if (probe != null && probe.isAnswered()) {
      endPollSoon();
    }
    return null;
  }

  /** Packets by POST. The result is why not, and null when it is or will be answered. */
  synchronized @Nullable RequestError post(HttpExchange exchange, ByteBuf body) {
    closeIfDead();
    if (closed || leaving != null) {
      return RequestError.UNKNOWN_SESSION;
    }
    if (webSocket != null) {
      return RequestError.BAD_REQUEST;
    }
    try {
      for (String packet : PollingBody.split(body)) {
        if (PollingBody.isBinary(packet)) {
          receive(PollingBody.binary(packet));
        } else if (!packet.isEmpty() && packet.charAt(0) == PacketType.CLOSE) {
          leave(exchange);
          return null;
        } else {
          receive(packet);
        }
      }
    } catch (MalformedPacketException e) {
      malformed(e);
      return RequestError.BAD_REQUEST;
    }
    exchange.ok();
    return null;
  }

  /** Whether a WebSocket may be opened for it. */
  synchronized boolean mayUpgrade() {
    closeIfDead();
    return !closed && leaving == null && webSocket == null && probe == null;
  }

  /** A WebSocket that it may upgrade to is open. */
  synchronized void probe(WebSocketHandler opened) {
    if (!mayUpgrade()) {
      opened.close(CloseReason.MALFORMED);
      return;
    }
    Probe started = new Probe(opened);
    probe = started;
    runAfter(engine.upgradeTimeoutMillis(), () -> endProbe(started));
  }

  synchronized void webSocketText(WebSocketHandler from, String packet) {
    if (closed) {
      return;
    }
    if (probe != null && from == probe.webSocket()) {
      probing(probe, packet);
    } else if (from == webSocket) {
      try {
        if (!packet.isEmpty() && packet.charAt(0) == PacketType.CLOSE) {
          close(CloseReason.CLIENT);
        } else {
          receive(packet);
        }
      } catch (MalformedPacketException e) {
        malformed(e);
      }
    }
  }

  synchronized void webSocketBinary(WebSocketHandler from, byte[] message) {
    if (closed) {
      return;
    }
    if (probe != null && from == probe.webSocket()) {
      endProbe(probe);
    } else if (from == webSocket) {
      try {
        receive(message);
      } catch (MalformedPacketException e) {
        malformed(e);
      }
    }
  }

  /** A WebSocket has ended. One that was only probed leaves the polling session as it is. */
  synchronized void webSocketGone(WebSocketHandler gone, CloseReason reason) {
    if (probe != null && gone == probe.webSocket()) {
      endProbe(probe);
    } else if (gone == webSocket) {
      close(reason);
    }
  }

  /** Something may be written now. From any thread. */
  void wake() {
    writer.wake(this);
  }

  /** Writes what waits, as far as the transport takes it. Called by a loop's writer. */
  synchronized void write() {
    if (closed) {
      return;
    }
    if (!writer.loop().inEventLoop()) {
      // It was upgraded in between; two loops would mix up the order.
      wake();
      return;
    }
    outbox.rest();
    if (webSocket != null) {
      writeToWebSocket(webSocket);
    } else {
      answerPoll();
    }
  }

  private void writeToWebSocket(WebSocketHandler to) {
    boolean written = false;
    while (to.channel().isWritable()) {
      Outgoing packet = outbox.take();
      if (packet == null) {
        break;
      }
      to.write(packet);
      packet.release();
      written = true;
    }
    if (written) {
      to.flush();
    }
    if (closeWhenWritten != null && outbox.isEmpty()) {
      close(closeWhenWritten);
    }
  }

  /** Answers the hanging poll, if there is one and something to say. */
  private void answerPoll() {
    if (outbox.isEmpty() && closeWhenWritten == null) {
      return;
    }
    ChannelFuture answer = polling.answer(outbox, closeWhenWritten != null);
    if (answer == null) {
      return;
    }
    answer.addListener(done -> {
      if (!done.isSuccess()) {
        // What was in it is lost. Better that the client comes back and asks for it.
        close(CloseReason.TRANSPORT);
      }
    });
    if (closeWhenWritten != null) {
      close(closeWhenWritten);
    }
  }

  /** A text packet over either transport, except one that closes. */
  private void receive(String packet) {
    if (closed || closeWhenWritten != null) {
      return;
    }
    if (packet.isEmpty()) {
      throw new MalformedPacketException("empty packet");
    }
    switch (packet.charAt(0)) {
      case PacketType.MESSAGE -> deliver(() -> receiver().text(packet.substring(1)));
      case PacketType.PONG -> heartbeat.pong(System.nanoTime());
      case PacketType.NOOP -> {}
      default -> throw new MalformedPacketException("packet type that no client may send");
    }
  }

  private void receive(byte[] message) {
    if (!closed && closeWhenWritten == null) {
      deliver(() -> receiver().binary(message));
    }
  }

  private void deliver(Runnable delivery) {
    try {
      delivery.run();
    } catch (MalformedPacketException e) {
      throw e;
    } catch (RuntimeException e) {
      log.error("message failed: remote={}", remoteAddress, e);
      close(CloseReason.FAULT);
    }
  }

  private Receiver receiver() {
    return requireNonNull(receiver);
  }

  private void malformed(MalformedPacketException e) {
    log.debug("session closed: remote={} reason={}", remoteAddress, e.getMessage());
    close(CloseReason.MALFORMED);
  }

  private void leave(HttpExchange exchange) {
    leaving = exchange;
    if (polling.isHanging()) {
      close(CloseReason.CLIENT);
    } else {
      runAfter(LAST_POLL_MILLIS, () -> close(CloseReason.CLIENT));
    }
  }

  private void probing(Probe current, String packet) {
    switch (current.next(packet)) {
      case ANSWER -> {
        current.answer();
        if (polling.cameWhileProbing()) {
          endPollSoon();
        } else {
          polling.end(PacketType.NOOP);
        }
      }
      case UPGRADE -> upgrade(current.webSocket());
      case GIVE_UP -> endProbe(current);
    }
  }

  private void upgrade(WebSocketHandler to) {
    probe = null;
    webSocket = to;
    writer = engine.writer(to.channel().eventLoop());
    if (polling.cameWhileProbing()) {
      polling.refuse(RequestError.BAD_REQUEST);
    } else {
      polling.end(PacketType.NOOP);
    }
    write();
  }

  private void endProbe(Probe ended) {
    if (probe == ended) {
      probe = null;
      ended.webSocket().close(CloseReason.MALFORMED);
    }
  }

  private void endPollSoon() {
    runAfter(
        NOOP_DELAY_MILLIS,
        () -> {
          if (probe != null && probe.isAnswered()) {
            polling.end(PacketType.NOOP);
          }
        });
  }

  private void closeTransports(CloseReason reason) {
    polling.end(leaving != null ? PacketType.NOOP : PacketType.CLOSE);
    polling.cutOffIfStuck();
    if (leaving != null) {
      leaving.ok();
      leaving = null;
    }
    if (probe != null) {
      probe.webSocket().close(reason);
      probe = null;
    }
    if (webSocket != null) {
      webSocket.close(reason);
    }
  }

  private void closeIfDead() {
    if (!closed && heartbeat.isDead(System.nanoTime())) {
      close(CloseReason.PING_TIMEOUT);
    }
  }

  private synchronized void beat() {
    if (closed) {
      return;
    }
    long now = System.nanoTime();
    switch (heartbeat.check(now)) {
      case DEAD -> close(CloseReason.PING_TIMEOUT);
      case PING -> {
        send(Outgoing.PING);
        scheduleHeartbeat(now);
      }
      case NOTHING -> scheduleHeartbeat(now);
    }
  }

  private void scheduleHeartbeat(long now) {
    timer = timers.schedule(this::beat, heartbeat.nanosToNextCheck(now), TimeUnit.NANOSECONDS);
  }
}
