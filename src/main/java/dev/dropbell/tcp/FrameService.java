package dev.dropbell.tcp;

import dev.dropbell.hub.Audience;
import dev.dropbell.hub.Hub;
import dev.dropbell.security.Tokens;
import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What all framed connections share. Safe for concurrent use. */
final class FrameService {

  private final TcpProperties settings;
  private final Audience<FrameConnection> audience;
  private final Commands commands;
  private final Tokens tokens;
  private final LongAdder progressDropped = new LongAdder();
  private final MemoryBudget budget;
  private final Map<EventLoop, Loop> loops = new ConcurrentHashMap<>();

  FrameService(TcpProperties settings, Hub hub, Commands commands, Tokens tokens) {
    this.settings = settings;
    this.audience = hub.open(new FrameTransport());
    this.commands = commands;
    this.tokens = tokens;
    audience.meters().watchDropped("progress", progressDropped, LongAdder::sum);
    this.budget = new MemoryBudget(settings.incomingBytes());
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

  /** The loops have ended. */
  void stopped() {
    loops.clear();
  }
}
