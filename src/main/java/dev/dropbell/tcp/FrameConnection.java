package dev.dropbell.tcp;

import static java.util.Objects.requireNonNull;

import dev.dropbell.hub.Subscriber;
import dev.dropbell.hub.Subscription;
import dev.dropbell.hub.UserId;
import dev.dropbell.security.Caller;
import dev.dropbell.security.NotAdmittedException;
import dev.dropbell.security.NotAllowedException;
import dev.dropbell.security.Scope;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of the framed endpoint.
 *
 * <p>It belongs to its event loop, but for {@link #send}, {@link #answer}, {@link #replay}, {@link
 * #awaitRoom} and {@link #end}, which any thread may call.
 *
 * <p><b>Answers come in the order of the frames</b> that they answer. Publishing takes time, and a
 * client need not wait for it: what it publishes meanwhile goes on its way at once, and the answers
 * wait for each other. Any other frame is looked at when all before it are answered; until then,
 * and while the client does not read, nothing more is read from it.
 *
 * <p>Two ways lead out. Answers are written straight to the channel. What others cause (messages,
 * and the answer to {@code subscribe}, which must come before the first of them) waits in the
 * {@link Outbox} until the channel takes it.
 */
final class FrameConnection extends ChannelInboundHandlerAdapter implements Subscriber {

  private static final Logger log = LoggerFactory.getLogger(FrameConnection.class);

  /** How many publishes of one client may wait for the log. */
  private static final int MOST_PUBLISHES = 256;

  /** Smaller answers are gathered before they are written. */
  private static final int SMALL = 1024;

  private static final int BATCH = 16 * 1024;

  /** The longest frame of a client that has not authenticated. */
  private static final int STRANGERS_LENGTH = 8 * 1024;

  private static final String AUTH_FIRST =
      "Authenticate first: send {\"op\":\"auth\",\"token\":\"...\"}.";

  /** A frame that comes more slowly than this takes too long. */
  private static final int SLOWEST_BYTES_PER_SECOND = 4 * 1024;

  private final FrameProtocol service;
  private final FrameDecoder decoder;
  private final Outbox outbox;
  private final Queue<CompletableFuture<String>> publishes = new ArrayDeque<>(0);

  private @Nullable ChannelHandlerContext context;
  private volatile @Nullable Loop loop;

  /** Null as long as the client has not authenticated. */
  private @Nullable Caller caller;

  private volatile @Nullable UserId userId;

  /** Null as long as it may hear nothing. */
  private @Nullable Subscription subscription;

  /** What has come and is not decoded yet. */
  private @Nullable ByteBuf held;

  /** A frame that waits for the answers to publishes. */
  private @Nullable Frame waiting;

  /** Small answers that are not written yet. */
  private @Nullable ByteBuf batch;

  /** Whether a command is under way, behind which no other may begin. */
  private boolean busy;

  private boolean processing;
  private boolean inputEnded;
  private boolean leaving;

  private final long openedAtNanos = System.nanoTime();
  private long activeAtNanos = openedAtNanos;
  private long begunAtNanos;
  private long begunFrame = -1;

  FrameConnection(FrameProtocol service) {
    this.service = service;
    this.decoder = new FrameDecoder(service.budget(), STRANGERS_LENGTH);
    this.outbox =
        new Outbox(
            Math.toIntExact(service.settings().outgoingBuffer().toBytes()),
            service.progressDropped());
  }

  @Override
  public @Nullable UserId userId() {
    return userId;
  }

  // From any thread

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
    loop().execute(() -> leave(ending, reason));
  }

  private boolean settle(Outbox.Offer offer) {
    return switch (offer) {
      case WAKE -> {
        loop().wake(this);
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

  private Loop loop() {
    return requireNonNull(loop);
  }

  // What Netty calls

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    Loop of = service.loop(added.channel().eventLoop());
    loop = of;
    of.add(this);
    if (!service.tokens().required()) {
      authenticate(null, this::admit);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (leaving) {
      bytes.release();
      return;
    }
    activeAtNanos = System.nanoTime();
    held =
        held == null
            ? bytes
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, bytes);
    process();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      loop().wake(this);
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
    loop().remove(this);
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

  // Reading

  private void resume() {
    process();
    flush();
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
      noteBegunFrame();
    } catch (FrameRefusedException e) {
      leave(Ending.TOO_LARGE, e.getMessage());
    } finally {
      processing = false;
    }
    if (!leaving) {
      ctx().channel().config().setAutoRead(mayGoOn());
      leaveIfDone();
    }
  }

  private boolean mayGoOn() {
    return !leaving
        && !busy
        && publishes.size() < MOST_PUBLISHES
        && (waiting == null || publishes.isEmpty())
        && ctx().channel().isWritable();
  }

  /** Returns false when more must come first. */
  private boolean processNext() throws FrameRefusedException {
    Frame frame = waiting;
    waiting = null;
    if (frame == null && held != null) {
      frame = decoder.next(held);
      if (!held.isReadable()) {
        held.release();
        held = null;
      }
    }
    if (frame == null) {
      return false;
    }
    handle(frame);
    return true;
  }

  private void noteBegunFrame() {
    if (decoder.isMidFrame() && begunFrame != decoder.frameCount()) {
      begunFrame = decoder.frameCount();
      begunAtNanos = System.nanoTime();
    }
  }

  private void handle(Frame frame) {
    if (!frame.isCommand()) {
      handlePlain(frame);
      return;
    }
    Command command = command(frame.payload());
    if (publishes.isEmpty() || command instanceof Command.Publish) {
      release(frame);
      run(command);
    } else {
      waiting = frame;
    }
  }

  private void handlePlain(Frame frame) {
    if (caller == null) {
      release(frame);
      write(Answers.error(null, AUTH_FIRST));
    } else if (publishes.isEmpty()) {
      echo(frame);
    } else {
      waiting = frame;
    }
  }

  private static Command command(ByteBuf payload) {
    int length = payload.readableBytes();
    return length > Command.MAX_LENGTH
        ? new Command.Invalid(
            null,
            "A command has at most %d bytes; this one has %d."
                .formatted(Command.MAX_LENGTH, length))
        : Command.parse(ByteBufUtil.getBytes(payload));
  }

  private void run(Command command) {
    try {
      switch (command) {
        case Command.Ping ping -> write(Answers.ok(ping.op()));
        case Command.Auth auth -> authenticate(auth);
        case Command.Invalid invalid -> write(Answers.error(invalid.op(), invalid.error()));
        case Command.Publish publish -> await(service.commands().publish(known(), publish));
        case Command.Subscribe subscribe -> {
          service.commands().subscribe(this, known(), subscribe);
          busy = true;
        }
        case Command.Unsubscribe unsubscribe ->
            write(service.commands().unsubscribe(this, known(), unsubscribe));
      }
    } catch (IllegalArgumentException | NotAllowedException e) {
      refuse(command, e);
    }
  }

  /** In its turn, as every answer. */
  private void refuse(Command command, RuntimeException reason) {
    publishes.add(
        CompletableFuture.completedFuture(Answers.error(command.op(), reason.getMessage())));
    writeAnswers();
  }

  private Caller known() {
    if (caller == null) {
      throw new IllegalArgumentException(AUTH_FIRST);
    }
    return caller;
  }

  private void authenticate(Command.Auth command) {
    if (caller != null && service.tokens().required()) {
      throw new IllegalArgumentException(
          "This connection has authenticated already; open another.");
    }
    busy = true;
    // Comparing a token may take long.
    Thread.ofVirtual()
        .name("tcp-auth")
        .start(() ->
            authenticate(
                command.token(), admitted -> loop().execute(() -> answerAuth(command, admitted))));
  }

  private void authenticate(@Nullable String token, Consumer<Caller> admitted) {
    try {
      InetSocketAddress remote = (InetSocketAddress) ctx().channel().remoteAddress();
      admitted.accept(service.tokens().authenticate(token, remote.getAddress()));
    } catch (NotAdmittedException e) {
      loop().execute(() -> leave(Ending.REFUSED, "auth", e.getMessage()));
    }
  }

  private void answerAuth(Command.Auth command, Caller admitted) {
    busy = false;
    if (!leaving) {
      admit(admitted);
      write(Answers.ok(command.op()));
      resume();
    }
  }

  /** From now on the client is somebody. */
  private void admit(Caller admitted) {
    if (caller != null) {
      return;
    }
    userId = admitted.userId().map(UserId::of).orElse(null);
    decoder.maxLength(FrameDecoder.MAX_LENGTH);
    if (admitted.may(Scope.SUBSCRIBE)) {
      subscription = service.audience().connect(this);
    }
    caller = admitted;
  }

  /** What it has joined; only for a caller that may hear something. */
  Subscription subscription() {
    return requireNonNull(subscription);
  }

  private void await(CompletableFuture<String> answer) {
    publishes.add(answer);
    var _ = answer.thenRun(() -> loop().execute(this::answerPublishes));
  }

  private void answerPublishes() {
    writeAnswers();
    resume();
  }

  /** Writes the answers that are there, up to the first that is not. */
  private void writeAnswers() {
    for (CompletableFuture<String> first = publishes.peek();
        first != null && first.isDone() && !leaving;
        first = publishes.peek()) {
      publishes.remove();
      write(first.join());
    }
  }

  private void echo(Frame frame) {
    int length = frame.payload().readableBytes();
    ByteBuf out = room(length);
    Frames.writeEchoPrefix(out, length);
    if (length <= SMALL) {
      out.writeBytes(frame.payload());
      release(frame);
      return;
    }
    writeBatch();
    ctx().write(frame.payload()).addListener(_ -> service.budget().release(frame.reservedBytes()));
  }

  private void release(Frame frame) {
    frame.payload().release();
    service.budget().release(frame.reservedBytes());
  }

  // Writing

  private void write(String json) {
    ByteBuf frame = Frames.text(json);
    room(frame.readableBytes()).writeBytes(frame);
    frame.release();
  }

  /** Where the next answer goes. */
  private ByteBuf room(int bytes) {
    if (batch != null && batch.readableBytes() + bytes > BATCH) {
      writeBatch();
    }
    if (batch == null) {
      batch = ctx().alloc().ioBuffer(Math.min(bytes, SMALL) + 64);
    }
    return batch;
  }

  private void writeBatch() {
    if (batch != null) {
      ByteBuf gathered = batch;
      batch = null;
      activeAtNanos = System.nanoTime();
      var _ = ctx().write(gathered, ctx().voidPromise());
    }
  }

  private void flush() {
    writeBatch();
    ctx().flush();
  }

  /** Writes what waits, as far as the channel takes it. Called by the loop. */
  void writeWaiting() {
    if (leaving) {
      return;
    }
    outbox.rest();
    boolean answered = false;
    boolean any = false;
    while (ctx().channel().isWritable()) {
      Outgoing next = outbox.take();
      if (next == null) {
        break;
      }
      if (!any) {
        writeBatch();
        any = true;
      }
      // The reference that the outbox had goes with the duplicate.
      var _ = ctx().write(next.frame().duplicate(), ctx().voidPromise());
      answered |= next.kind() == Outgoing.Kind.ANSWER;
    }
    if (any) {
      activeAtNanos = System.nanoTime();
      ctx().flush();
    }
    busy &= !answered;
    if (hasInput()) {
      resume();
    } else if (answered) {
      process();
    }
  }

  private boolean hasInput() {
    return held != null || waiting != null || !ctx().channel().config().isAutoRead();
  }

  // The end

  /** Looks after the connection, about once a second: ends it when it takes too long. */
  void check(long nowNanos) {
    if (leaving) {
      return;
    }
    if (nowNanos - activeAtNanos > service.settings().idleTimeout().toNanos()) {
      leave(Ending.IDLE, "Idle for too long; send {\"op\":\"ping\"} now and then.");
    } else if (decoder.isMidFrame() && mayGoOn() && isOverdue(nowNanos)) {
      leave(Ending.TIMEOUT, "The rest of a frame did not come in time.");
    } else if (caller == null
        && nowNanos - openedAtNanos > service.settings().authTimeout().toNanos()) {
      leave(Ending.TIMEOUT, AUTH_FIRST);
    }
  }

  private boolean isOverdue(long nowNanos) {
    long explained = TimeUnit.SECONDS.toNanos(decoder.receivedBytes() / SLOWEST_BYTES_PER_SECOND);
    return nowNanos - begunAtNanos > service.settings().frameTimeout().toNanos() + explained;
  }

  /** The server is going down. */
  void goodbye() {
    writeWaiting();
    leaveSaying(Ending.SHUTDOWN, Frames.text(Answers.SHUTDOWN));
  }

  private void leave(Ending ending, @Nullable String reason) {
    leave(ending, null, reason);
  }

  private void leave(Ending ending, @Nullable String op, @Nullable String reason) {
    if (!leaving) {
      log.info(
          "tcp client closed: remote={} reason={} told=\"{}\"",
          ctx().channel().remoteAddress(),
          ending.label(),
          reason);
      leaveSaying(ending, Frames.text(Answers.error(op, reason)));
    }
  }

  /** The client has sent its last, and has all answers. */
  private void leaveIfDone() {
    if (inputEnded && publishes.isEmpty() && waiting == null && held == null && !busy) {
      leaveSaying(Ending.CLIENT, Unpooled.EMPTY_BUFFER);
    }
  }

  private void leaveSaying(Ending ending, ByteBuf lastWords) {
    if (leaving) {
      lastWords.release();
      return;
    }
    writeBatch();
    letGo(ending);
    // What comes now is thrown away, and its end is noticed.
    ctx().channel().config().setAutoRead(true);
    Farewell.say(ctx().channel(), lastWords, inputEnded);
  }

  private void letGo(Ending ending) {
    if (leaving) {
      return;
    }
    leaving = true;
    if (subscription != null) {
      subscription.close();
    }
    service.audience().meters().disconnected(ending.label());
    int lost = outbox.close();
    if (lost > 0) {
      service.audience().meters().dropped(ending.label(), lost);
    }
    decoder.close();
    ReferenceCountUtil.release(held);
    held = null;
    ReferenceCountUtil.release(batch);
    batch = null;
    if (waiting != null) {
      release(waiting);
      waiting = null;
    }
  }

  private ChannelHandlerContext ctx() {
    return requireNonNull(context);
  }
}
