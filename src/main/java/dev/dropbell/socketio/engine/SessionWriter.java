package dev.dropbell.socketio.engine;

import dev.dropbell.hub.Outbox;
import io.netty.channel.ChannelFuture;
import org.jspecify.annotations.Nullable;

/**
 * What goes out for one session, over the transport that is in use.
 *
 * <p>{@link #send}, {@link #sendPaced}, {@link #awaitRoom} and {@link #wake} are for any thread and
 * need no lock; all else is guarded by its session's.
 */
final class SessionWriter {

  private final EngineSession session;
  private final Polling polling;
  private final Outbox<Outgoing> outbox;

  /** Of the event loop whose transport is in use; changes with an upgrade. */
  private volatile LoopWriter loop;

  private @Nullable CloseReason closeWhenWritten;

  SessionWriter(EngineSession session, Polling polling, Outbox<Outgoing> outbox, LoopWriter loop) {
    this.session = session;
    this.polling = polling;
    this.outbox = outbox;
    this.loop = loop;
  }

  /** Queues a packet; one that is too much ends the session. The reference stays the caller's. */
  void send(Outgoing packet) {
    switch (outbox.offer(packet)) {
      case WAKE -> wake();
      case OVERFLOW -> loop.execute(() -> session.close(CloseReason.SLOW));
      case DROPPED, QUEUED, CLOSED -> {}
    }
  }

  /** As {@link #send}, but never too much: whoever calls it waits for {@link #awaitRoom} before. */
  void sendPaced(Outgoing packet) {
    if (outbox.force(packet) == Outbox.Offer.WAKE) {
      wake();
    }
  }

  /** Waits until only a small part of the outbox is in use; false when the session has ended. */
  boolean awaitRoom() throws InterruptedException {
    return outbox.awaitRoom();
  }

  /** Something may be written now. */
  void wake() {
    loop.wake(session);
  }

  /** Has the session end when everything has gone out. */
  void closeWhenWritten(CloseReason reason) {
    closeWhenWritten = reason;
    wake();
  }

  /** Whether the session goes on after what waits. */
  boolean goesOn() {
    return closeWhenWritten == null;
  }

  /** The transport in use is another loop's from now on. */
  void moveTo(LoopWriter other) {
    loop = other;
  }

  /**
   * Writes what waits, as far as the transport takes it.
   *
   * @param webSocket null for one that polls
   */
  void write(@Nullable WebSocketHandler webSocket) {
    if (!loop.loop().inEventLoop()) {
      // It was upgraded in between; two loops would mix up the order.
      wake();
      return;
    }
    outbox.rest();
    if (webSocket != null) {
      writeTo(webSocket);
    } else {
      answerPoll();
    }
  }

  private void writeTo(WebSocketHandler webSocket) {
    boolean written = false;
    while (webSocket.channel().isWritable()) {
      Outgoing packet = outbox.take();
      if (packet == null) {
        break;
      }
      webSocket.write(packet);
      written = true;
    }
    if (written) {
      webSocket.flush();
    }
    if (closeWhenWritten != null && outbox.isEmpty()) {
      session.close(closeWhenWritten);
    }
  }

  /** Answers the hanging poll, if there is one and something to say. */
  void answerPoll() {
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
        session.close(CloseReason.TRANSPORT);
      }
    });
    if (closeWhenWritten != null) {
      session.close(closeWhenWritten);
    }
  }

  /**
   * Throws away what waits.
   *
   * @return how many packets were lost by it
   */
  int close() {
    return outbox.close();
  }
}
