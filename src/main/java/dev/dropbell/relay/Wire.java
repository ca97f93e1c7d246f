package dev.dropbell.relay;

import java.io.IOException;

/**
 * The socket under a connection, as far as writing and closing go. Nothing in it blocks.
 *
 * <p>Only the connection's sender thread uses it.
 */
interface Wire {

  /**
   * Writes what there is, as long as the socket takes it.
   *
   * @return true when the socket is full; then {@link WebSocketConnection#writable} is called when
   *     it can take more
   */
  boolean write(Slices from) throws IOException;

  /**
   * Frees the socket.
   *
   * @param reset true for a peer that does not read: what is still in the kernel's buffer is
   *     dropped
   */
  void close(boolean reset);
}
