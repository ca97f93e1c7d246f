package dev.dropbell.socketio.engine;

import dev.dropbell.hub.Outbox;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Engine.IO session: its life and its end. It begins over long-polling or a WebSocket, and may
 * move from the first to the second.
 *
 * <pre>
 *   requests   ──► EngineHttpHandler ──┐                  ┌──► PacketReader ──► Receiver
 *   WebSockets ──► WebSocketHandler  ──┴─► EngineSession ─┼──► Upgrade, Pulse
 *                                                         │
 *   transports ◄── LoopWriter ◄─────────── SessionWriter ◄┴─── send, any thread
 * </pre>
 *
 * <p>Safe for concurrent use; how is said in the package's description. Its state and its parts are
 * guarded by this.
 */
public final class EngineSession {

  private static final Logger log = LoggerFactory.getLogger(EngineSession.class);

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
  private final Polling polling = new Polling();
  private final SessionWriter writer;
  private final Pulse pulse;
  private final PacketReader reader;
  private final Upgrade upgrade;

  private @Nullable WebSocketHandler webSocket;
  private @Nullable HttpExchange leaving;
  private boolean closed;

  EngineSession(
      Engine engine,
      String sid,
      InetSocketAddress remoteAddress,
      @Nullable String origin,
      LoopWriter loop) {
    this.engine = engine;
    this.sid = sid;
    this.remoteAddress = remoteAddress;
    this.origin = origin;
    this.timers = loop.loop();
    EngineSettings settings = engine.settings();
    Outbox<Outgoing> outbox = new Outbox<>(settings.maxOutgoingBytes(), engine.dropped());
    this.writer = new SessionWriter(this, polling, outbox, loop);
    this.pulse = new Pulse(this, timers, settings);
    this.reader = new PacketReader(this, pulse);
    this.upgrade = new Upgrade(this, polling);
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
    writer.send(packet);
  }

  /**
   * As {@link #send}, but never too much for the client: whoever calls it waits for {@link
   * #awaitRoom} before.
   */
  public void sendPaced(Outgoing packet) {
    writer.sendPaced(packet);
  }

  /**
   * Waits until only a small part of the outbox is in use, so that there is room for what comes
   * from elsewhere meanwhile. Blocks; not for an event loop.
   *
   * @return false when the session has ended
   */
  public boolean awaitRoom() throws InterruptedException {
    return writer.awaitRoom();
  }

  /** Ends the session when everything that was sent has gone out; nothing comes in any more. */
  public synchronized void closeWhenWritten(CloseReason reason) {
    if (!closed) {
      writer.closeWhenWritten(reason);
    }
  }

  /** Ends the session at once. */
  public synchronized void close(CloseReason reason) {
    if (closed) {
      return;
    }
    closed = true;
    engine.forget(this, reason, writer.close());
    pulse.stop();
    closeTransports(reason);
    reader.end(reason);
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
      reader.begin(engine.receivers().open(this));
      pulse.start();
    }
  }

  /** Begins over this WebSocket. */
  synchronized void useWebSocket(WebSocketHandler opened) {
    if (closed) {
      opened.close(CloseReason.SHUTDOWN);
      return;
    }
    webSocket = opened;
    opened.write(Outgoing.control(PacketType.OPEN, handshake("")));
    opened.flush();
    start();
  }

  // Long-polling

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
    polling.hang(exchange, upgrade.isUnderWay());
    writer.answerPoll();
    upgrade.polled();
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
          reader.binary(PollingBody.binary(packet));
        } else if (PacketReader.isClose(packet)) {
          leave(exchange);
          return null;
        } else {
          reader.text(packet);
        }
      }
    } catch (MalformedPacketException e) {
      malformed(e);
      return RequestError.BAD_REQUEST;
    }
    exchange.ok();
    return null;
  }

  private void leave(HttpExchange exchange) {
    leaving = exchange;
    if (polling.isHanging()) {
      close(CloseReason.CLIENT);
    } else {
      runAfter(LAST_POLL_MILLIS, () -> close(CloseReason.CLIENT));
    }
  }

  // WebSockets

  /** Whether a WebSocket may be opened for it. */
  synchronized boolean mayUpgrade() {
    closeIfDead();
    return !closed && leaving == null && webSocket == null && !upgrade.isUnderWay();
  }

  /** A WebSocket that it may upgrade to is open. */
  synchronized void probe(WebSocketHandler opened) {
    if (mayUpgrade()) {
      upgrade.begin(opened, engine.upgradeTimeoutMillis());
    } else {
      opened.close(CloseReason.MALFORMED);
    }
  }

  /** Everything goes over this WebSocket from now on. Called by the upgrade. */
  void moveTo(WebSocketHandler to) {
    webSocket = to;
    writer.moveTo(engine.writer(to.channel().eventLoop()));
  }

  synchronized void webSocketText(WebSocketHandler from, String packet) {
    if (closed) {
      return;
    }
    if (upgrade.isTo(from)) {
      upgrade.text(packet);
    } else if (from == webSocket) {
      if (PacketReader.isClose(packet)) {
        close(CloseReason.CLIENT);
        return;
      }
      try {
        reader.text(packet);
      } catch (MalformedPacketException e) {
        malformed(e);
      }
    }
  }

  synchronized void webSocketBinary(WebSocketHandler from, byte[] message) {
    if (closed) {
      return;
    }
    if (upgrade.isTo(from)) {
      upgrade.giveUp();
    } else if (from == webSocket) {
      try {
        reader.binary(message);
      } catch (MalformedPacketException e) {
        malformed(e);
      }
    }
  }

  /** A WebSocket has ended. One that was only probed leaves the polling session as it is. */
  synchronized void webSocketGone(WebSocketHandler gone, CloseReason reason) {
    if (upgrade.isTo(gone)) {
      upgrade.giveUp();
    } else if (gone == webSocket) {
      close(reason);
    }
  }

  // Going on

  /** Something may be written now. From any thread. */
  void wake() {
    writer.wake();
  }

  /** Writes what waits, as far as the transport takes it. Called by a loop's writer. */
  synchronized void write() {
    if (!closed) {
      writer.write(webSocket);
    }
  }

  /** Whether what comes in is looked at. */
  boolean takesPackets() {
    return !closed && writer.goesOn();
  }

  // The end

  private void malformed(MalformedPacketException e) {
    log.debug("session closed: remote={} reason={}", remoteAddress, e.getMessage());
    close(CloseReason.MALFORMED);
  }

  private void closeIfDead() {
    if (!closed && pulse.isDead()) {
      close(CloseReason.PING_TIMEOUT);
    }
  }

  private void closeTransports(CloseReason reason) {
    polling.end(leaving != null ? PacketType.NOOP : PacketType.CLOSE);
    polling.cutOffIfStuck();
    if (leaving != null) {
      leaving.ok();
      leaving = null;
    }
    upgrade.close(reason);
    if (webSocket != null) {
      webSocket.close(reason);
    }
  }
}
