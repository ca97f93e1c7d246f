package dev.dropbell.ftp;

import dev.dropbell.upload.UploadProblem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;
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
  private final ControlSender sender;
  private final ReentrantLock reading = new ReentrantLock();

  /** Guarded by {@link #reading}; behind TLS, its tasks included, by MINA's handler of it. */
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
    this.sender = new ControlSender(this, channel, key, listener);
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

  private boolean isSecure() {
    return chain.contains(SslFilter.class);
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

  /** A line has been read, by {@link #read} or, when that had to wait for it, by a task of TLS. */
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
    if (!reading.isHeldByCurrentThread()) {
      goOn();
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
      if (CommandHandler.isAuth(command) && !isSecure()) {
        secure(command);
      } else {
        listener.handler().run(this, command);
      }
      activeAtNanos = System.nanoTime();
    }
  }

  /**
   * Begins TLS. What came in the clear behind AUTH may be somebody else's: it must not run as if by
   * TLS. Until it is forgotten nothing is read, for the client may answer at once.
   */
  private void secure(Object auth) {
    reading.lock();
    try {
      listener.handler().run(this, auth);
      if (isSecure()) {
        decoder.reset();
        synchronized (commands) {
          commands.clear();
        }
        readOn(); // there may have been too many
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
      readOn();
    }
  }

  private void readOn() {
    if (key.isValid()) {
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
