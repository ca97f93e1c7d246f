package dev.dropbell.tcp;

import dev.dropbell.security.Caller;
import dev.dropbell.security.NotAllowedException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * What one client asks and is answered. Belongs to its connection's event loop.
 *
 * <p><b>Answers come in the order of the frames</b> that they answer. Publishing takes time, and a
 * client need not wait for it: what it publishes meanwhile goes on its way at once, and the answers
 * wait for each other. Any other frame is looked at when all before it are answered; until then,
 * and while the client does not read, nothing more is read from it.
 */
final class Conversation {

  /** How many publishes of one client may wait for the log. */
  private static final int MOST_PUBLISHES = 256;

  private final FrameProtocol service;
  private final FrameConnection connection;
  private final FrameAdmission admission;
  private final FrameWriter writer;
  private final Queue<CompletableFuture<String>> publishes = new ArrayDeque<>(0);

  /** Whether a command is under way, behind which no other may begin. */
  private boolean busy;

  Conversation(
      FrameProtocol service,
      FrameConnection connection,
      FrameAdmission admission,
      FrameWriter writer) {
    this.service = service;
    this.connection = connection;
    this.admission = admission;
    this.writer = writer;
  }

  /** Whether it may look at another frame. */
  boolean isReady() {
    return !busy && publishes.size() < MOST_PUBLISHES;
  }

  /** Whether no publish waits for the log. */
  boolean hasAnsweredPublishes() {
    return publishes.isEmpty();
  }

  /** Whether everything is answered. */
  boolean isIdle() {
    return !busy && publishes.isEmpty();
  }

  /**
   * Handles a frame and is done with it.
   *
   * @return false when others must be answered before it; then it is still the caller's
   */
  boolean handle(Frame frame) {
    return frame.isCommand() ? handleCommand(frame) : handlePlain(frame);
  }

  /** The answer that came by the outbox has gone out. */
  void answered() {
    busy = false;
  }

  private boolean handleCommand(Frame frame) {
    Command command = parse(frame.payload());
    if (!publishes.isEmpty() && !(command instanceof Command.Publish)) {
      return false;
    }
    frame.release(service.budget());
    run(command);
    return true;
  }

  private boolean handlePlain(Frame frame) {
    if (!admission.isAdmitted()) {
      frame.release(service.budget());
      writer.write(Answers.error(null, FrameAdmission.AUTH_FIRST));
      return true;
    }
    if (!publishes.isEmpty()) {
      return false;
    }
    writer.echo(frame);
    return true;
  }

  private static Command parse(ByteBuf payload) {
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
        case Command.Ping ping -> writer.write(Answers.ok(ping.op()));
        case Command.Auth auth -> authenticate(auth);
        case Command.Invalid invalid -> writer.write(Answers.error(invalid.op(), invalid.error()));
        case Command.Publish publish ->
            await(service.commands().publish(admission.known(), publish));
        case Command.Subscribe subscribe -> {
          service.commands().subscribe(connection, admission.known(), subscribe);
          busy = true;
        }
        case Command.Unsubscribe unsubscribe ->
            writer.write(
                service.commands().unsubscribe(connection, admission.known(), unsubscribe));
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

  private void authenticate(Command.Auth command) {
    if (admission.isAdmitted() && service.tokens().required()) {
      throw new IllegalArgumentException(
          "This connection has authenticated already; open another.");
    }
    busy = true;
    // Comparing a token may take long.
    Thread.ofVirtual()
        .name("tcp-auth")
        .start(() ->
            admission.authenticate(
                command.token(),
                admitted -> connection.execute(() -> answerAuth(command, admitted))));
  }

  private void answerAuth(Command.Auth command, Caller admitted) {
    busy = false;
    if (!connection.isLeaving()) {
      connection.admit(admitted);
      writer.write(Answers.ok(command.op()));
      connection.resume();
    }
  }

  private void await(CompletableFuture<String> answer) {
    publishes.add(answer);
    var _ = answer.thenRun(() -> connection.execute(this::answerPublishes));
  }

  private void answerPublishes() {
    writeAnswers();
    connection.resume();
  }

  /** Writes the answers that are there, up to the first that is not. */
  private void writeAnswers() {
    for (CompletableFuture<String> first = publishes.peek();
        first != null && first.isDone() && !connection.isLeaving();
        first = publishes.peek()) {
      publishes.remove();
      writer.write(first.join());
    }
  }
}
