package dev.dropbell.tcp;

import dev.dropbell.hub.Outbox;
import dev.dropbell.hub.Subscriber;
import dev.dropbell.hub.Subscription;
import dev.dropbell.hub.UserId;
import dev.dropbell.security.Caller;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of the framed endpoint: its life and its end.
 *
 * <pre>
 *   Netty ──► FrameReader ──► Conversation ──► Commands, FrameAdmission
 *   Netty ◄── FrameWriter ◄── Conversation
 *                  ▲
 *                  └───────── Outbox ◄──────── the hub, any thread
 * </pre>
 *
 * <p>It belongs to its event loop, and so do its parts; but for {@link #send}, {@link #answer},
 * {@link #replay}, {@link #awaitRoom}, {@link #end}, {@link #refuse} and {@link #execute}, which
 * any thread may call.
 */
final class FrameConnection extends ChannelInboundHandlerAdapter implements Subscriber {

  private static final Logger log = LoggerFactory.getLogger(FrameConnection.class);

  private final FrameProtocol service;
  private final Channel channel;
  private final Loop loop;
  private final Outbox<Outgoing> outbox;
  private final FrameReader reader;
  private final FrameWriter writer;
  private final FrameAdmission admission;
  private final Conversation conversation;

  private boolean processing;
  private boolean inputEnded;
  private boolean leaving;

  private final long openedAtNanos = System.nanoTime();
  private long lastReadNanos = openedAtNanos;

  /** The client of a channel that has just been accepted. */
  FrameConnection(FrameProtocol service, Channel channel) {
    this.service = service;
    this.channel = channel;
    this.loop = service.loop(channel.eventLoop());
    this.outbox =
        new Outbox<>(
            Math.toIntExact(service.settings().outgoingBuffer().toBytes()),
            service.progressDropped());
    this.reader = new FrameReader(service.budget());
    this.writer = new FrameWriter(channel, outbox, service.budget());
    this.admission = new FrameAdmission(service, this, (InetSocketAddress) channel.remoteAddress());
    this.conversation = new Conversation(service, this, admission, writer);
  }

  // From any thread

  @Override
  public @Nullable UserId userId() {
    return admission.userId();
  }

  /**
   * Queues a message. A client that lets more wait than its queue holds is closed.
   *
   * @return whether it was queued
   */
  boolean send(Outgoing frame) {
    return settle(outbox.offer(frame));
  }

  /** Queues the answer to the command that is under way. */
  void answer(String json) {
    Outgoing frame = new Outgoing(Frames.text(json), Outgoing.Kind.ANSWER);
    settle(outbox.force(frame));
    frame.release();
  }

  /** Queues a message of the past, which is never too much; {@link #awaitRoom} comes before. */
  void replay(Outgoing frame) {
    settle(outbox.force(frame));
  }

  /** Waits until the client has read most of what was sent; false when it is gone. */
  boolean awaitRoom() throws InterruptedException {
    return outbox.awaitRoom();
  }

  /** Ends the connection, telling why. */
  void end(Ending ending, String reason) {
    execute(() -> leave(ending, reason));
  }

  /** Ends the connection of a client that is not admitted. */
  void refuse(@Nullable String reason) {
    execute(() -> leave(Ending.REFUSED, "auth", reason));
  }

  /** Has the event loop do something soon. */
  void execute(Runnable action) {
    loop.execute(action);
  }

  private boolean settle(Outbox.Offer offer) {
    return switch (offer) {
      case WAKE -> {
        loop.wake(this);
        yield true;
      }
      case QUEUED -> true;
      case DROPPED, CLOSED -> false;
      case OVERFLOW -> {
        end(
            Ending.SLOW,
            "Too slow: more than %d bytes were waiting; come back with the last cursor."
                .formatted(service.settings().outgoingBuffer().toBytes()));
        yield false;
      }
    };
  }

  // What Netty calls

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    loop.add(this);
    if (!service.tokens().required()) {
      admission.authenticate(null, this::admit);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (leaving) {
      bytes.release();
      return;
    }
    lastReadNanos = System.nanoTime();
    reader.add(ctx.alloc(), bytes);
    process();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    writer.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      loop.wake(this);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
      if (leaving) {
        var _ = ctx.close();
        return;
      }
      inputEnded = true;
      resume();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    letGo(Ending.TRANSPORT);
    loop.remove(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException || cause instanceof DecoderException) {
      log.debug("connection broke: remote={}", ctx.channel().remoteAddress(), cause);
    } else {
      log.error("connection failed: remote={}", ctx.channel().remoteAddress(), cause);
    }
    var _ = ctx.close();
  }

  // Going on

  /** From now on the client is somebody. */
  void admit(Caller admitted) {
    reader.allowLongFrames();
    admission.admit(admitted);
  }

  /** What it has joined; only for a caller that may hear something. */
  Subscription subscription() {
    return admission.subscription();
  }

  /** Something has changed that frames may have waited for. */
  void resume() {
    process();
    writer.flush();
  }

  /** Writes what waits, as far as the channel takes it. Called by the loop. */
  void writeWaiting() {
    if (leaving) {
      return;
    }
    boolean answered = writer.writeWaiting();
    if (answered) {
      conversation.answered();
    }
    if (!reader.isEmpty() || !channel.config().isAutoRead()) {
      resume();
    } else if (answered) {
      process();
    }
  }

  /** Works at what has come, as far as it may. Not from within itself. */
  private void process() {
    if (processing) {
      return;
    }
    processing = true;
    try {
      while (mayGoOn() && processNext()) {
        // One frame after the other.
      }
      reader.noteBegunFrame();
    } catch (FrameRefusedException e) {
      leave(Ending.TOO_LARGE, e.getMessage());
    } finally {
      processing = false;
    }
    if (!leaving) {
      channel.config().setAutoRead(mayGoOn());
      leaveIfDone();
    }
  }

  private boolean mayGoOn() {
    return !leaving
        && conversation.isReady()
        && (!reader.hasPutBack() || conversation.hasAnsweredPublishes())
        && writer.isWritable();
  }

  /** Returns false when more must come first. */
  private boolean processNext() throws FrameRefusedException {
    Frame frame = reader.next();
    if (frame == null) {
      return false;
    }
    if (!conversation.handle(frame)) {
      reader.putBack(frame);
    }
    return true;
  }

  // The end

  /** Looks after the connection, about once a second: ends it when it takes too long. */
  void check(long nowNanos) {
    if (leaving) {
      return;
    }
    TcpProperties settings = service.settings();
    if (nowNanos - lastReadNanos > settings.idleTimeout().toNanos()
        && nowNanos - writer.lastWriteNanos() > settings.idleTimeout().toNanos()) {
      leave(Ending.IDLE, "Idle for too long; send {\"op\":\"ping\"} now and then.");
    } else if (mayGoOn() && reader.isOverdue(nowNanos, settings.frameTimeout())) {
      leave(Ending.TIMEOUT, "The rest of a frame did not come in time.");
    } else if (!admission.isAdmitted()
        && nowNanos - openedAtNanos > settings.authTimeout().toNanos()) {
      leave(Ending.TIMEOUT, FrameAdmission.AUTH_FIRST);
    }
  }

  /** The server is going down. */
  void goodbye() {
    writeWaiting();
    leaveSaying(Ending.SHUTDOWN, Frames.text(Answers.SHUTDOWN));
  }

  /** Whether its end has begun. */
  boolean isLeaving() {
    return leaving;
  }

  private void leave(Ending ending, @Nullable String reason) {
    leave(ending, null, reason);
  }

  private void leave(Ending ending, @Nullable String op, @Nullable String reason) {
    if (!leaving) {
      log.info(
          "tcp client closed: remote={} reason={} told=\"{}\"",
          channel.remoteAddress(),
          ending.label(),
          reason);
      leaveSaying(ending, Frames.text(Answers.error(op, reason)));
    }
  }

  /** The client has sent its last, and has all answers. */
  private void leaveIfDone() {
    if (inputEnded && reader.isEmpty() && conversation.isIdle()) {
      leaveSaying(Ending.CLIENT, Unpooled.EMPTY_BUFFER);
    }
  }

  private void leaveSaying(Ending ending, ByteBuf lastWords) {
    if (leaving) {
      lastWords.release();
      return;
    }
    writer.writeBatch();
    letGo(ending);
    // What comes now is thrown away, and its end is noticed.
    channel.config().setAutoRead(true);
    Farewell.say(channel, lastWords, inputEnded);
  }

  private void letGo(Ending ending) {
    if (leaving) {
      return;
    }
    leaving = true;
    admission.close();
    service.audience().meters().disconnected(ending.label());
    int lost = outbox.close();
    if (lost > 0) {
      service.audience().meters().dropped(ending.label(), lost);
    }
    reader.close();
    writer.close();
  }
}
