package dev.dropbell.ftp;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.service.IoProcessor;
import org.apache.mina.core.session.AbstractIoSession;
import org.apache.mina.core.write.WriteRequest;
import org.jspecify.annotations.Nullable;

/**
 * Sends the replies of one control connection, with the thread that has one; another thread's reply
 * is taken along. Thread-safe.
 */
final class ControlSender implements IoProcessor<ControlConnection> {

  /** More that a client does not read closes its connection. */
  private static final int MAX_UNSENT = 4 * 1024 * 1024;

  private final ControlConnection connection;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final ControlListener listener;

  /** How many calls of {@link #flush} are under way; the first does the work for all. */
  private final AtomicInteger flushes = new AtomicInteger();

  /** What was sent in part. Only the thread that flushes touches it. */
  private @Nullable WriteRequest unsent;

  ControlSender(
      ControlConnection connection,
      SocketChannel channel,
      SelectionKey key,
      ControlListener listener) {
    this.connection = connection;
    this.channel = channel;
    this.key = key;
    this.listener = listener;
  }

  @Override
  public void write(ControlConnection session, WriteRequest request) {
    connection.getWriteRequestQueue().offer(session, request);
    flush(session);
  }

  @Override
  public void flush(ControlConnection session) {
    if (flushes.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      sendQueued();
      seen = flushes.addAndGet(-seen);
    } while (seen != 0);
  }

  private void sendQueued() {
    for (WriteRequest next = next(); next != null; next = next()) {
      if (next.equals(AbstractIoSession.CLOSE_REQUEST)) {
        connection.closeNow();
        return;
      }
      if (!channel.isOpen()) {
        // TLS says goodbye when the socket is gone already.
        next.getFuture().setException(new ClosedChannelException());
        continue;
      }
      if (!send((IoBuffer) next.getMessage())) {
        unsent = next;
        return;
      }
      next.getFuture().setWritten();
      connection.getFilterChain().fireMessageSent(next);
    }
  }

  private @Nullable WriteRequest next() {
    WriteRequest first = unsent;
    unsent = null;
    return first != null ? first : connection.getWriteRequestQueue().poll(connection);
  }

  /** False when the socket takes no more now. */
  private boolean send(IoBuffer buffer) {
    try {
      int count = channel.write(buffer.buf());
      connection.increaseWrittenBytes(count, System.currentTimeMillis());
      if (buffer.hasRemaining()) {
        awaitWritable();
        return false;
      }
    } catch (IOException e) {
      connection.closeNow();
    }
    return true;
  }

  private void awaitWritable() {
    if (connection.getScheduledWriteBytes() > MAX_UNSENT) {
      connection.closeNow();
      return;
    }
    key.interestOpsOr(SelectionKey.OP_WRITE);
    listener.wakeUp();
  }

  @Override
  public void remove(ControlConnection session) {
    try {
      channel.close();
    } catch (IOException alreadyBroken) {
      // Closed is all that it shall be.
    }
    listener.forget(session);
    connection.getFilterChain().fireSessionClosed();
  }

  @Override
  public void add(ControlConnection session) {}

  @Override
  public void updateTrafficControl(ControlConnection session) {}

  @Override
  public void dispose() {}

  @Override
  public boolean isDisposing() {
    return false;
  }

  @Override
  public boolean isDisposed() {
    return false;
  }
}
