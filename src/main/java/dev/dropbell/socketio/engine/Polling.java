package dev.dropbell.socketio.engine;

import dev.dropbell.hub.Outbox;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The long-polling side of a session: its hanging GET, and what answers it.
 *
 * <p>Guarded by its session's lock.
 */
final class Polling {

  private @Nullable HttpExchange hanging;
  private boolean cameWhileProbing;
  private @Nullable ChannelFuture lastAnswer;

  /** Whether a poll hangs, as far as is known. */
  boolean isHanging() {
    return hanging != null && hanging.isOpen();
  }

  /**
   * Whether the hanging poll came when the client could have known that it is done with polling.
   */
  boolean cameWhileProbing() {
    return cameWhileProbing;
  }

  /** Keeps a poll until it is answered. */
  void hang(HttpExchange poll, boolean whileProbing) {
    hanging = poll;
    cameWhileProbing = whileProbing;
  }

  /**
   * Answers the hanging poll with all that waits in the outbox.
   *
   * @param close whether a packet that closes the session is to follow them
   * @return completes when they have gone out; null when no poll hangs, and then nothing was taken
   */
  @Nullable ChannelFuture answer(Outbox<Outgoing> outbox, boolean close) {
    HttpExchange poll = take();
    if (poll == null) {
      return null;
    }
    List<Outgoing> packets = outbox.takeAll();
    ByteBuf body = poll.alloc().ioBuffer();
    long bytes = 0;
    for (Outgoing packet : packets) {
      separate(body);
      packet.appendTo(body);
      bytes += packet.sizeBytes();
      packet.release();
    }
    if (close) {
      separate(body);
      body.writeByte(PacketType.CLOSE);
    }
    long taken = bytes;
    lastAnswer = poll.payload(body).addListener(_ -> outbox.gone(taken));
    return lastAnswer;
  }

  /** Answers the hanging poll, if there is one, with a packet that carries nothing. */
  void end(char packet) {
    HttpExchange poll = take();
    if (poll != null) {
      poll.text(String.valueOf(packet));
    }
  }

  /** Answers the hanging poll, if there is one, with an error. */
  void refuse(RequestError error) {
    HttpExchange poll = take();
    if (poll != null) {
      poll.error(error);
    }
  }

  /** Resets a connection that still has an answer which the client does not read. */
  void cutOffIfStuck() {
    if (lastAnswer != null) {
      CutOff.unlessSent(lastAnswer);
    }
  }

  private @Nullable HttpExchange take() {
    HttpExchange poll = hanging;
    hanging = null;
    return poll;
  }

  private static void separate(ByteBuf body) {
    if (body.isReadable()) {
      body.writeByte(PollingBody.SEPARATOR);
    }
  }
}
