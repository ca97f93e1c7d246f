package dev.dropbell.tcp;

import dev.dropbell.hub.Audience;
import dev.dropbell.hub.Hub;
import dev.dropbell.listener.ServerTls;
import dev.dropbell.security.Tokens;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What is spoken over the framed port, and what its connections share. Safe for concurrent use. */
final class FrameProtocol implements TcpListener.Protocol {

  private final TcpProperties settings;
  private final Audience<FrameConnection> audience;
  private final Commands commands;
  private final Tokens tokens;
  private final @Nullable ServerTls tls;
  private final LongAdder progressDropped = new LongAdder();
  private final MemoryBudget budget;
  private final Map<EventLoop, Loop> loops = new ConcurrentHashMap<>();

  FrameProtocol(
      TcpProperties settings, Hub hub, Commands commands, Tokens tokens, @Nullable ServerTls tls) {
    this.settings = settings;
    this.audience = hub.open(new FrameTransport());
    this.commands = commands;
    this.tokens = tokens;
    this.tls = tls;
    audience.meters().watchDropped("progress", progressDropped, LongAdder::sum);
    this.budget = new MemoryBudget(settings.incomingBytes());
  }

  @Override
  public void equip(Channel channel) {
    if (tls != null) {
      channel.pipeline().addLast(new SslHandler(tls.newEngine()));
    }
    channel.pipeline().addLast(new FrameConnection(this, channel));
  }

  @Override
  public boolean speaksTls() {
    return tls != null;
  }

  @Override
  public void dismiss(Channel channel) {
    FrameConnection connection = channel.pipeline().get(FrameConnection.class);
    if (connection != null) {
      connection.goodbye();
    }
  }

  /** The loops have ended with their connections. */
  @Override
  public void ended() {
    loops.clear();
  }

  TcpProperties settings() {
    return settings;
  }

  Audience<FrameConnection> audience() {
    return audience;
  }

  Commands commands() {
    return commands;
  }

  Tokens tokens() {
    return tokens;
  }

  LongAdder progressDropped() {
    return progressDropped;
  }

  MemoryBudget budget() {
    return budget;
  }

  Loop loop(EventLoop of) {
    return loops.computeIfAbsent(of, Loop::new);
  }
}
