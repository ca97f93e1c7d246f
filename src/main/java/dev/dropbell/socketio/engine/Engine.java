package dev.dropbell.socketio.engine;

import dev.dropbell.listener.ConnectionLimits;
import dev.dropbell.security.AllowedOrigins;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All sessions of a port. Safe for concurrent use.
 *
 * <p>It owns them: it opens each, and forgets each when it ends.
 */
public final class Engine {

  private static final Logger log = LoggerFactory.getLogger(Engine.class);

  private static final int SID_BYTES = 15;
  private static final Duration UPGRADE_TIMEOUT = Duration.ofSeconds(10);

  /** A client that comes back after a heartbeat must not meet a connection just being closed. */
  private static final Duration IDLE_MARGIN = Duration.ofSeconds(10);

  private final EngineSettings settings;
  private final AllowedOrigins origins;
  private final Receiver.Factory receivers;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, EngineSession> sessions = new ConcurrentHashMap<>();
  private final Map<EventLoop, LoopWriter> writers = new ConcurrentHashMap<>();
  private final ConnectionLimits connectionLimits;
  private final ConnectionLimits sessionLimits;
  private final Map<CloseReason, LongAdder> closed = new ConcurrentHashMap<>();
  private final Map<CloseReason, LongAdder> lost = new ConcurrentHashMap<>();
  private final LongAdder dropped = new LongAdder();
  private volatile boolean stopping;

  /** An engine without sessions. */
  public Engine(EngineSettings settings, AllowedOrigins origins, Receiver.Factory receivers) {
    this.settings = settings;
    this.origins = origins;
    this.receivers = receivers;
    this.connectionLimits =
        new ConnectionLimits(settings.maxConnections(), settings.maxConnectionsPerAddress());
    this.sessionLimits =
        new ConnectionLimits(settings.maxConnections(), settings.maxConnectionsPerAddress());
  }

  /** Serves a connection that has just been accepted, unless there are too many. */
  public void serve(ChannelPipeline pipeline) {
    Channel channel = pipeline.channel();
    if (!(channel.remoteAddress() instanceof InetSocketAddress remote)
        || !connectionLimits.tryAcquire(remote.getAddress())) {
      log.debug("connection refused: remote={}", channel.remoteAddress());
      var _ = channel.close();
      return;
    }
    channel.closeFuture().addListener(_ -> connectionLimits.release(remote.getAddress()));
    pipeline.addLast(new HttpRequestDecoder());
    pipeline.addLast(new Aggregator());
    pipeline.addLast(new HttpResponseEncoder());
    pipeline.addLast(new EngineHttpHandler(this));
  }

  /** How many sessions are open. */
  public int sessionCount() {
    return sessions.size();
  }

  /** How many TCP connections are open. */
  public int connectionCount() {
    return connectionLimits.count();
  }

  /** How many sessions have ended for this reason. */
  public long closedCount(CloseReason reason) {
    return sum(closed.get(reason));
  }

  /** How many packets still waited in sessions that ended for this reason. */
  public long lostCount(CloseReason reason) {
    return sum(lost.get(reason));
  }

  /** How many packets slow clients had to do without. */
  public long droppedCount() {
    return dropped.sum();
  }

  /** Ends every session, so that its client goes elsewhere, and opens none any more. */
  public void close() {
    stopping = true;
    List.copyOf(sessions.values()).forEach(session -> session.close(CloseReason.SHUTDOWN));
  }

  EngineSettings settings() {
    return settings;
  }

  AllowedOrigins origins() {
    return origins;
  }

  Receiver.Factory receivers() {
    return receivers;
  }

  /** How long a connection may be silent between two requests. */
  long idleNanos() {
    return settings.pingInterval().plus(settings.pingTimeout()).plus(IDLE_MARGIN).toNanos();
  }

  long upgradeTimeoutMillis() {
    return UPGRADE_TIMEOUT.toMillis();
  }

  LoopWriter writer(EventLoop loop) {
    return writers.computeIfAbsent(loop, LoopWriter::new);
  }

  /** A new session, or null when there are too many. */
  @Nullable EngineSession open(Channel channel, @Nullable String origin) {
    if (stopping
        || !(channel.remoteAddress() instanceof InetSocketAddress remote)
        || !sessionLimits.tryAcquire(remote.getAddress())) {
      return null;
    }
    EngineSession session =
        new EngineSession(this, newSid(), remote, origin, writer(channel.eventLoop()));
    sessions.put(session.sid(), session);
    return session;
  }

  @Nullable EngineSession find(String sid) {
    return sessions.get(sid);
  }

  void forget(EngineSession session, CloseReason reason, int lostPackets) {
    sessions.remove(session.sid());
    sessionLimits.release(session.remoteAddress().getAddress());
    closed.computeIfAbsent(reason, _ -> new LongAdder()).increment();
    lost.computeIfAbsent(reason, _ -> new LongAdder()).add(lostPackets);
  }

  LongAdder dropped() {
    return dropped;
  }

  private static long sum(@Nullable LongAdder count) {
    return count == null ? 0 : count.sum();
  }

  private String newSid() {
    byte[] bytes = new byte[SID_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Has a body that is too large refused before it is read. What comes of it is thrown away. */
  private final class Aggregator extends HttpObjectAggregator {

    Aggregator() {
      super(settings.maxPayloadBytes());
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
      if (oversized instanceof HttpRequest request) {
        ctx.fireUserEventTriggered(new EngineHttpHandler.TooLarge(request));
      }
    }
  }
}
