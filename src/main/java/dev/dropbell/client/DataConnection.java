package dev.dropbell.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A connection that one transfer goes over. Writing to a socket knows no timeout, so somebody else
 * has to look whether it moves.
 *
 * <p>Not thread-safe, but for the methods that abort.
 */
final class DataConnection {

  private final Socket plain;
  private final long patienceNanos;
  private Socket socket;
  private volatile long lastMove = System.nanoTime();
  private volatile boolean stalled;

  DataConnection(Socket plain, Duration timeout) {
    this.plain = plain;
    this.socket = plain;
    this.patienceNanos = timeout.toNanos();
  }

  /** Puts TLS over a socket. */
  interface Encryption {
    SSLSocket over(Socket below) throws IOException;
  }

  void encrypt(Encryption encryption) throws IOException {
    SSLSocket encrypted = encryption.over(plain);
    encrypted.startHandshake();
    socket = encrypted;
    lastMove = System.nanoTime();
  }

  Socket socket() {
    return socket;
  }

  OutputStream out() throws IOException {
    return socket.getOutputStream();
  }

  InputStream in() throws IOException {
    return socket.getInputStream();
  }

  /** Something has gone over it. */
  void moved() {
    lastMove = System.nanoTime();
  }

  boolean stalled() {
    return stalled;
  }

  void abortIfStalled() {
    if (System.nanoTime() - lastMove > patienceNanos && !plain.isClosed()) {
      stalled = true;
      abort();
    }
  }

  /** Resets it, so that nobody takes this for the end of a file. */
  void abort() {
    reset(plain);
  }

  static void reset(@Nullable Socket socket) {
    if (socket == null) {
      return;
    }
    try {
      socket.setSoLinger(true, 0);
    } catch (SocketException closed) {
      // Then there is nothing to reset.
    }
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no more use either way.
    }
  }

  /**
   * Ends it in order. With TLS the end of the file is our close_notify, and what the server still
   * sends (session tickets) is read: closed with bytes unread, the connection would be reset under
   * the server's hands.
   */
  void close() throws IOException {
    if (socket instanceof SSLSocket encrypted && !plain.isClosed()) {
      encrypted.shutdownOutput();
      drain(encrypted);
    }
    socket.close();
  }

  private static void drain(SSLSocket encrypted) {
    try {
      InputStream in = encrypted.getInputStream();
      byte[] ignored = new byte[1024];
      while (in.read(ignored) >= 0) {
        // Nothing that comes here belongs to a file.
      }
    } catch (IOException e) {
      // Servers that hang up without close_notify have our file all the same; 226 will tell.
    }
  }
}
