package dev.dropbell.ftp;

import dev.dropbell.upload.UploadProblem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.filterchain.DefaultIoFilterChain;
import org.apache.mina.core.filterchain.IoFilterChain;
import org.apache.mina.core.service.IoProcessor;
import org.apache.mina.core.service.TransportMetadata;
import org.apache.mina.core.session.AbstractIoSession;
import org.apache.mina.core.session.AbstractIoSessionConfig;
import org.apache.mina.core.session.IoSessionConfig;
import org.apache.mina.core.write.WriteRequest;
import org.apache.mina.filter.ssl.SslFilter;
import org.jspecify.annotations.Nullable;

/**
 * One control connection, as a session of MINA's that Apache FtpServer works with, over a socket
 * that is ours.
 *
 * <p>MINA's own transport reads and writes on a thread of its own only. Two things need more.
 * Whether a client is still there must be known at the moment when its data ends, not when another
 * thread gets round to it: {@link #isAlive} reads the socket on the spot. And a reply leaves with
 * the thread that has it, which halves the cost of a small upload.
 *
 * <p>Safe for concurrent use: reading is guarded by {@link #reading}, which is never held while
 * waiting, since the socket does not block; replies queue up and one thread at a time sends them.
 */
final class ControlConnection extends AbstractIoSession {

  /** More that a client does not read closes its connection. */
  private static final int MAX_UNSENT = 4 * 1024 * 1024;

  /** Answers that a client has not read, from which on its commands wait. */
  private static final int MUCH_UNSENT = 16 * 1024;

  private static final int READ_BUFFER = 4 * 1024;

  /** Who sends more than this at a time has said no goodbye that we could see. */
  private static final int MOST_READS = 64;

  /** How many commands may wait behind one that runs before we read no further. */
  private static final int MAX_PIPELINED = 256;

  private final ControlListener listener;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final InetSocketAddress remote;
  private final InetSocketAddress local;
  private final IoSessionConfig sessionConfig = new AbstractIoSessionConfig() {};
  private final IoFilterChain chain = new DefaultIoFilterChain(this);
  private final IoProcessor<ControlConnection> sender = new Sender();
  private final ReentrantLock reading = new ReentrantLock();

  /** Guarded by {@link #reading}. */
  private final CommandDecoder decoder = new CommandDecoder();

  /** Guarded by itself. */
  private final Queue<Object> commands = new ArrayDeque<>();

  /** Whether a thread is working on the commands. Guarded by {@link #commands}. */
  private boolean working;

  private volatile boolean ended;
  private volatile long activeAtNanos = System.nanoTime();

  ControlConnection(ControlListener listener, SocketChannel channel, SelectionKey key)
      throws IOException {
    super(listener.service());
    this.listener = listener;
    this.channel = channel;
    this.key = key;
    this.remote = (InetSocketAddress) channel.getRemoteAddress();
    this.local = (InetSocketAddress) channel.getLocalAddress();
    listener.equip(this);
  }

  /** Where the client connected from. */
  InetAddress clientAddress() {
    return remote.getAddress();
  }

  CommandDecoder decoder() {
    return decoder;
  }

  boolean isLoggedIn() {
    return new FtpIoSession(this, null).isLoggedIn();
  }

  // Reading

  /** Takes in what has come, and runs the commands in it. For the listener's thread. */
  void readReady() {
    reading.lock();
    try {
      read(1); // the others shall have their turn; what is left is reported again
    } finally {
      reading.unlock();
    }
    goOn();
  }

  private void goOn() {
    if (beginWork()) {
      work(false);
    }
  }

  /**
   * Whether the client is still there: reads the socket now, so that a goodbye which has reached
   * this machine is not overlooked. Commands that come to light wait their turn. False also when
   * there are so many that the goodbye could be behind them.
   */
  boolean isAlive() {
    boolean drained;
    reading.lock();
    try {
      drained = read(MOST_READS);
    } finally {
      reading.unlock();
    }
    return drained && !ended && isConnected();
  }

  /** Returns whether nothing is left to be read. */
  private boolean read(int times) {
    boolean drained = false;
    try {
      for (int n = 0; n < times && !drained && !ended && isConnected() && !isFull(); n++) {
        ByteBuffer buffer = ByteBuffer.allocate(READ_BUFFER);
        int count = channel.read(buffer);
        ended = count < 0;
        drained = count <= 0;
        if (!drained) {
          activeAtNanos = System.nanoTime();
          chain.fireMessageReceived(IoBuffer.wrap(buffer.flip()));
        }
      }
    } catch (IOException e) {
      ended = true; // reset by the client, or closed by us
    }
    if (ended) {
      SessionState.of(this).clientGone();
      closeUnlessWorking();
    }
    return drained;
  }

  private boolean isFull() {
    synchronized (commands) {
      return commands.size() >= MAX_PIPELINED;
    }
  }

  /** A line has been read. Called while {@link #reading} is held. */
  void received(Object line) {
    if (line.toString().strip().equalsIgnoreCase("ABOR")) {
      SessionState.of(this).interrupt(UploadProblem.ABORTED);
    }
    synchronized (commands) {
      commands.add(line);
      if (commands.size() >= MAX_PIPELINED) {
        key.interestOpsAnd(~SelectionKey.OP_READ);
      }
    }
  }

  // Commands

  private boolean beginWork() {
    synchronized (commands) {
      boolean begin = !working && !commands.isEmpty() && !isBacklogged();
      working |= begin;
      return begin;
    }
  }

  /** Runs the commands one after the other; what may block leaves the listener's thread. */
  private void work(boolean mayBlock) {
    for (Object command = next(mayBlock); command != null; command = next(mayBlock)) {
      boolean wasSecure = chain.contains(SslFilter.class);
      listener.handler().run(this, command);
      activeAtNanos = System.nanoTime();
      if (!wasSecure && chain.contains(SslFilter.class)) {
        dropPlaintext();
      }
    }
  }

  /** What came in the clear behind AUTH may be somebody else's: it must not run as if by TLS. */
  private void dropPlaintext() {
    reading.lock();
    try {
      decoder.reset();
      synchronized (commands) {
        commands.clear();
      }
    } finally {
      reading.unlock();
    }
  }

  private @Nullable Object next(boolean mayBlock) {
    synchronized (commands) {
      Object command = commands.peek();
      if (command == null || isBacklogged()) {
        working = false; // writeReady goes on
      } else if (mayBlock || CommandHandler.isQuick(command)) {
        resumeReading();
        return commands.remove();
      } else {
        listener.workers().execute(() -> work(true));
        return null;
      }
    }
    if (ended) {
      closeNow();
    }
    return null;
  }

  /** A client that sends and does not read must not fill our memory with its answers. */
  private boolean isBacklogged() {
    return getScheduledWriteBytes() > MUCH_UNSENT;
  }

  private void resumeReading() {
    if (commands.size() == MAX_PIPELINED) {
      key.interestOpsOr(SelectionKey.OP_READ);
      listener.wakeUp();
    }
  }

  private void closeUnlessWorking() {
    synchronized (commands) {
      if (working || !commands.isEmpty()) {
        stopReading();
        return;
      }
    }
    closeNow();
  }

  /** The end of the stream would be reported again and again. */
  private void stopReading() {
    if (key.isValid()) {
      key.interestOpsAnd(~SelectionKey.OP_READ);
    }
  }

  /** How long nothing has happened; 0 while a command runs. */
  long idleNanos() {
    synchronized (commands) {
      return working ? 0 : System.nanoTime() - activeAtNanos;
    }
  }

  // Sending

  /** Goes on sending what the client was too slow for. For the listener's thread. */
  void writeReady() {
    key.interestOpsAnd(~SelectionKey.OP_WRITE);
    sender.flush(this);
    goOn();
  }

  /** Sends replies with the thread that has one; another thread's reply is taken along. */
  private final class Sender implements IoProcessor<ControlConnection> {

    /** How many calls of {@link #flush} are under way; the first does the work for all. */
    private final AtomicInteger flushes = new AtomicInteger();

    /** What was sent in part. Only the thread that flushes touches it. */
    private @Nullable WriteRequest unsent;

    @Override
    public void write(ControlConnection session, WriteRequest request) {
      getWriteRequestQueue().offer(session, request);
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
        if (next.equals(CLOSE_REQUEST)) {
          closeNow();
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
        chain.fireMessageSent(next);
      }
    }

    private @Nullable WriteRequest next() {
      WriteRequest first = unsent;
      unsent = null;
      return first != null ? first : getWriteRequestQueue().poll(ControlConnection.this);
    }

    /** False when the socket takes no more now. */
    private boolean send(IoBuffer buffer) {
      try {
        int count = channel.write(buffer.buf());
        increaseWrittenBytes(count, System.currentTimeMillis());
        if (buffer.hasRemaining()) {
          awaitWritable();
          return false;
        }
      } catch (IOException e) {
        closeNow();
      }
      return true;
    }

    private void awaitWritable() {
      if (getScheduledWriteBytes() > MAX_UNSENT) {
        closeNow();
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
      chain.fireSessionClosed();
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

  // What MINA asks of a session

  @Override
  public IoProcessor<ControlConnection> getProcessor() {
    return sender;
  }

  @Override
  public IoSessionConfig getConfig() {
    return sessionConfig;
  }

  @Override
  public IoFilterChain getFilterChain() {
    return chain;
  }

  @Override
  public TransportMetadata getTransportMetadata() {
    return listener.service().getTransportMetadata();
  }

  @Override
  public SocketAddress getLocalAddress() {
    return local;
  }

  @Override
  public SocketAddress getRemoteAddress() {
    return remote;
  }
}
