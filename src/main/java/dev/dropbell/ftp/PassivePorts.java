package dev.dropbell.ftp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.BitSet;
import org.apache.ftpserver.DataConnectionException;

/** Hands out the ports that clients open their data connections to. Thread-safe. */
final class PassivePorts {

  /** One client is awaited; a stranger or two may come before it. */
  private static final int BACKLOG = 4;

  private final PortRange range;

  /** Guarded by this. */
  private final BitSet taken = new BitSet();

  /** Where to look next, so that a port rests as long as it can. Guarded by this. */
  private int next;

  PassivePorts(PortRange range) {
    this.range = range;
  }

  /**
   * Listens on a port that nobody uses.
   *
   * @param address of the interface that the client reached us at
   * @throws DataConnectionException when the range is used up
   */
  ServerSocketChannel listen(InetAddress address) throws DataConnectionException {
    if (range.isAny()) {
      return bind(0, address);
    }
    for (int tried = 0; tried < range.size(); tried++) {
      int port = take();
      if (port < 0) {
        break;
      }
      try {
        return bind(port, address);
      } catch (DataConnectionException e) {
        release(port); // somebody outside has it; look further
      }
    }
    throw new DataConnectionException(
        "no passive port is free; dropbell.ftp.passive-ports needs as many as there are transfers");
  }

  /** Gives back what {@link #listen} took. */
  synchronized void release(int port) {
    if (!range.isAny()) {
      taken.clear(port - range.from());
    }
  }

  private synchronized int take() {
    int index = taken.nextClearBit(next);
    if (index >= range.size()) {
      index = taken.nextClearBit(0);
    }
    if (index >= range.size()) {
      return -1;
    }
    taken.set(index);
    next = (index + 1) % range.size();
    return range.from() + index;
  }

  /** The port that somebody listens on. */
  static int portOf(ServerSocketChannel listening) {
    return listening.socket().getLocalPort();
  }

  private static ServerSocketChannel bind(int port, InetAddress address)
      throws DataConnectionException {
    try {
      ServerSocketChannel listening = ServerSocketChannel.open();
      try {
        return listening.bind(new InetSocketAddress(address, port), BACKLOG);
      } catch (IOException e) {
        listening.close();
        throw e;
      }
    } catch (IOException e) {
      throw new DataConnectionException("port " + port + " cannot be bound", e);
    }
  }
}
