package dev.dropbell.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;

/**
 * A connected socket that gives another port as its peer's.
 *
 * <p>Servers such as vsftpd take a data connection only if it resumes the TLS session of the
 * control connection, which proves that both have the same client. The JDK finds the session to
 * resume by host and port, and the port of a data connection is always new. So it is told the
 * control connection's.
 */
final class SameEndpoint extends Socket {

  private final Socket real;
  private final int port;

  SameEndpoint(Socket real, int port) {
    this.real = real;
    this.port = port;
  }

  @Override
  public int getPort() {
    return port;
  }

  @Override
  public InetAddress getInetAddress() {
    return real.getInetAddress();
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return real.getInputStream();
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return real.getOutputStream();
  }

  @Override
  public boolean isConnected() {
    return real.isConnected();
  }

  @Override
  public boolean isClosed() {
    return real.isClosed();
  }

  @Override
  public boolean isInputShutdown() {
    return real.isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    return real.isOutputShutdown();
  }

  @Override
  public void shutdownInput() throws IOException {
    real.shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    real.shutdownOutput();
  }

  @Override
  public void setSoTimeout(int millis) throws SocketException {
    real.setSoTimeout(millis);
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return real.getSoTimeout();
  }

  @Override
  public void setSoLinger(boolean on, int seconds) throws SocketException {
    real.setSoLinger(on, seconds);
  }

  @Override
  public int getSoLinger() throws SocketException {
    return real.getSoLinger();
  }

  @Override
  public void setTcpNoDelay(boolean on) throws SocketException {
    real.setTcpNoDelay(on);
  }

  @Override
  public boolean getTcpNoDelay() throws SocketException {
    return real.getTcpNoDelay();
  }

  @Override
  public synchronized void close() throws IOException {
    real.close();
  }
}
