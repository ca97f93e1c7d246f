package dev.dropbell.files.http;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.locks.Lock;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SendfileDataBase;
import org.apache.tomcat.util.net.SendfileKeepAliveState;
import org.apache.tomcat.util.net.SendfileState;
import org.apache.tomcat.util.net.SocketEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that sends {@linkplain Transfer transfers}, and knows what it waits for.
 *
 * <p>The thread that holds its lock, as the container does while it handles an event, uses it.
 * {@link #waitsFor}, the counters, {@link #cut} and {@link #nudge} are safe from any thread.
 */
final class Connection extends NioSocketWrapper {

  private static final Logger log = LoggerFactory.getLogger(Connection.class);

  /** What has to happen before this connection goes on. */
  enum Wait {
    /** Nothing that has a deadline: the next request, a WebSocket's frames, or our own answer. */
    NOTHING,
    /** The rest of a request's header. */
    HEADER,
    /** The rest of a request's body; a virtual thread waits for it. */
    BODY,
    /** That the client takes more of an answer. */
    WRITE
  }

  private final SlowClients slowClients = new SlowClients();
  private final FileEndpoint endpoint;
  private final Handover handover;
  private final SocketChannel channel;
  private final Runnable onClose;

  private volatile long received;
  private volatile long sent;

  /** Whether an event is being handled. */
  private volatile boolean busy;

  private volatile boolean readBlocked;
  private volatile boolean writeBlocked;

  /** Whether a request has begun and its header is not whole; at first, one is expected. */
  private volatile boolean inHeader = true;

  /** When what is under way began, as {@link System#nanoTime} tells. */
  private volatile long since = System.nanoTime();

  /** What had been received when the request began. */
  private volatile long receivedBefore;

  private volatile @Nullable Transfer transfer;

  /**
   * A connection that has just been accepted.
   *
   * @param onClose called once, when it is closed
   */
  Connection(
      NioChannel channel,
      SocketChannel socket,
      FileEndpoint endpoint,
      Handover handover,
      Runnable onClose) {
    super(channel, endpoint);
    this.endpoint = endpoint;
    this.channel = socket;
    this.handover = handover;
    this.onClose = onClose;
  }

  /** What the sweep keeps about it. */
  SlowClients slowClients() {
    return slowClients;
  }

  Wait waitsFor() {
    if (busy) {
      return readBlocked ? Wait.BODY : writeBlocked ? Wait.WRITE : Wait.NOTHING;
    }
    return transfer != null ? Wait.WRITE : inHeader ? Wait.HEADER : Wait.NOTHING;
  }

  /** When the request began, as {@link System#nanoTime} tells. */
  long since() {
    return since;
  }

  /** Bytes of the present request, its header included. */
  long receivedOfRequest() {
    return received - receivedBefore;
  }

  /** Bytes in all. */
  long sent() {
    return sent;
  }

  /** To be called before an event is handled. */
  void begin(boolean readable) {
    busy = true;
    if (readable && !inHeader) {
      startRequest();
    }
  }

  private void startRequest() {
    inHeader = true;
    since = System.nanoTime();
    receivedBefore = received;
  }

  /**
   * To be called when an event has been handled.
   *
   * @param answered whether an answer, or part of one, went out meanwhile
   * @param headerOpen whether the container keeps the beginning of a request
   * @param idle whether it waits for another request
   */
  void end(boolean answered, boolean headerOpen, boolean idle) {
    if (headerOpen) {
      if (answered) {
        startRequest();
      }
    } else if (answered || !idle) {
      // Whatever is under way, it is no header. An idle connection that was sent empty lines, and
      // answered nothing, still waits for one.
      inHeader = false;
    }
    busy = false;
  }

  @Override
  public int read(boolean block, byte[] b, int off, int len) throws IOException {
    readBlocked = block;
    try {
      return count(super.read(block, b, off, len));
    } finally {
      readBlocked = false;
    }
  }

  @Override
  public int read(boolean block, ByteBuffer to) throws IOException {
    readBlocked = block;
    try {
      return count(super.read(block, to));
    } finally {
      readBlocked = false;
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread at a time reads
  private int count(int read) {
    if (read > 0) {
      received += read;
    }
    return read;
  }

  /** What comes before a transfer, its header, waits to leave with the beginning of the file. */
  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread at a time writes
  protected void doWrite(boolean block, ByteBuffer buffer) throws IOException {
    Transfer underWay = transfer;
    if (underWay != null) {
      underWay.begin(buffer);
      return;
    }
    int before = buffer.remaining();
    writeBlocked = block;
    try {
      super.doWrite(block, buffer);
    } finally {
      writeBlocked = false;
      sent += before - buffer.remaining();
    }
  }

  /** The container asks for the file of this name, which is the key of a transfer. */
  @Override
  public SendfileDataBase createSendfileData(String filename, long pos, long length) {
    Transfer taken = handover.take(filename);
    if (taken == null) {
      throw new IllegalStateException("nobody left " + filename);
    }
    transfer = taken;
    return taken;
  }

  @Override
  public SendfileState processSendfile(SendfileDataBase data) {
    return advance((Transfer) data);
  }

  boolean isSending() {
    return transfer != null;
  }

  /** Sends what the client takes now, and asks to be called again when it takes more. */
  SendfileState advance(Transfer underWay) {
    try {
      if (sendAll(underWay)) {
        underWay.close();
        transfer = null;
        return SendfileState.DONE;
      }
      registerWriteInterest();
      return SendfileState.PENDING;
    } catch (IOException e) {
      log.debug("a download ended early", e);
      underWay.close();
      return SendfileState.ERROR;
    }
  }

  // One thread at a time writes; and it lets others go on, but relies on nothing.
  @SuppressWarnings({"NonAtomicVolatileUpdate", "ThreadPriorityCheck"})
  private boolean sendAll(Transfer underWay) throws IOException {
    NioChannel socket = getSocket();
    WritableByteChannel out = socket instanceof SecureNioChannel ? socket : socket.getIOChannel();
    while (flushed(socket)) {
      if (underWay.isDone()) {
        return true;
      }
      long count = underWay.writeTo(out);
      if (count == 0) {
        return false;
      }
      sent += count;
      updateLastWrite();
      // A client that is as fast as the disk would else keep this processor to itself.
      Thread.yield();
    }
    return false;
  }

  /** Over TLS, what is encrypted and not sent yet comes first. */
  private static boolean flushed(NioChannel socket) throws IOException {
    if (socket.getOutboundRemaining() > 0) {
      socket.flushOutbound();
    }
    return socket.getOutboundRemaining() == 0;
  }

  /** Goes on with the transfer; to be called when the client may have taken some of it. */
  void resume() {
    Transfer underWay = transfer;
    if (underWay == null) {
      return;
    }
    switch (advance(underWay)) {
      case PENDING -> {}
      case ERROR -> close();
      case DONE -> awaitRequest(underWay.keepAliveState);
    }
  }

  private void awaitRequest(SendfileKeepAliveState keepAlive) {
    switch (keepAlive) {
      case NONE -> close();
      case PIPELINED -> {
        if (!endpoint.processSocket(this, SocketEvent.OPEN_READ, true)) {
          close();
        }
      }
      case OPEN -> {
        // Else the time that the download took would count as waiting for the next request.
        updateLastRead();
        setReadTimeout(endpoint.getKeepAliveTimeout());
        registerReadInterest();
      }
    }
  }

  /**
   * Tries to send more. The kernel calls a socket writable when a third of its buffer is free; with
   * a slow client that may take longer than we wait, though it takes bytes all the time.
   */
  void nudge() {
    Lock lock = getLock();
    lock.lock();
    try {
      if (!isClosed()) {
        resume();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends it from outside, as if the client had. Whoever waits for it wakes up, finds it ended, and
   * clears away; it cannot be closed here, as its buffers may be in use.
   *
   * @param forget whether what has not been sent is forgotten, and not kept in the kernel for a
   *     client that does not take it
   */
  void cut(boolean forget) {
    try {
      if (forget) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
      channel.shutdownInput();
      channel.shutdownOutput();
    } catch (IOException e) {
      log.debug("a connection has ended before it was cut", e);
    }
  }

  @Override
  protected void doClose() {
    try {
      super.doClose();
      Transfer unfinished = transfer;
      if (unfinished != null) {
        unfinished.close();
      }
    } finally {
      onClose.run();
    }
  }
}
