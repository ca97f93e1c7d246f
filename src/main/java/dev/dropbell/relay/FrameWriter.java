package dev.dropbell.relay;

import dev.dropbell.hub.Outbox;
import java.io.IOException;

/**
 * What goes out over one WebSocket. Any thread queues; the connection's {@link Sender.Worker} alone
 * writes, and {@link #run} is one round of it.
 */
final class FrameWriter implements Runnable {

  private final WebSocketConnection connection;
  private final Outbox<Outgoing> outbox;
  private final Slices slices;
  private final Sender.Worker worker;
  private final Wire wire;

  private volatile boolean finished;

  FrameWriter(
      WebSocketConnection connection, Outbox<Outgoing> outbox, Sender.Worker worker, Wire wire) {
    this.connection = connection;
    this.outbox = outbox;
    this.slices = new Slices(outbox);
    this.worker = worker;
    this.wire = wire;
  }

  /** Queues a frame. */
  Outbox.Offer send(Outgoing frame) {
    return seeTo(outbox.offer(frame));
  }

  /** As {@link #send}, but never too much; {@link #awaitRoom} comes before. */
  void sendPaced(Outgoing frame) {
    seeTo(outbox.force(frame));
  }

  /** Waits until the client has read most of what was sent; false when nothing more is sent. */
  boolean awaitRoom() throws InterruptedException {
    return outbox.awaitRoom();
  }

  /** Queues the close frame, behind what waits. Once. */
  void finish(byte[] closeFrame) {
    slices.finish(closeFrame);
    wake();
  }

  /**
   * Throws away what waits, save a frame whose first bytes are gone already.
   *
   * @return how many frames were lost by it
   */
  int abandon() {
    return outbox.close();
  }

  /** Whether the socket has taken everything, the close frame included. */
  boolean isFinished() {
    return finished;
  }

  /** Has the worker look whether there is something to write, or whether it was the last. */
  void wake() {
    worker.add(this);
  }

  /** Has the worker close the socket, as {@link Wire#close} says, and with it the connection. */
  void end(boolean reset) {
    worker.add(() -> endNow(reset));
  }

  private Outbox.Offer seeTo(Outbox.Offer offer) {
    if (offer == Outbox.Offer.WAKE) {
      wake();
    }
    return offer;
  }

  /**
   * Writes one round, then lets the other connections have theirs. When the socket is full, the
   * outbox goes on as if somebody saw to it: the container says when the socket takes more, and
   * nobody else needs to try.
   */
  @Override
  public void run() {
    if (connection.hasEnded()) {
      return;
    }
    try {
      if (wire.write(slices)) {
        return;
      }
    } catch (IOException | RuntimeException e) {
      connection.writeFailed(e);
      endNow(false);
      return;
    }
    finished = slices.isFinished();
    outbox.rest();
    if (slices.hasNext()) {
      wake(); // more than one round, or it came while the outbox did not wake
    } else if (finished && connection.isClosedByPeer()) {
      endNow(false);
    }
  }

  private void endNow(boolean reset) {
    wire.close(reset);
    connection.ended();
  }
}
