package dev.dropbell.ftp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import javax.net.ssl.SSLSocket;
import org.apache.ftpserver.ftplet.DataConnection;
import org.apache.ftpserver.ftplet.FtpSession;

/**
 * What the library's own commands (RETR, LIST, NLST, MLSD) send through. Bytes pass as they are, in
 * ASCII mode too: a converted file would match neither its size nor its digest.
 */
final class SocketDataConnection implements DataConnection {

  private static final int BUFFER = 64 * 1024;

  private final Socket socket;
  private final DataPort port;

  SocketDataConnection(Socket socket, DataPort port) {
    this.socket = socket;
    this.port = port;
  }

  /**
   * Sends a file. Not by {@link FileChannel#transferTo}: it holds its processor, and does not hear
   * of {@link DataPort#closeDataConnection}, for as long as a client does not read.
   *
   * @throws SocketException when the connection broke, which the library answers by 426
   * @throws IOException when the file cannot be read: 551
   */
  @Override
  public long transferToClient(FtpSession session, InputStream in) throws IOException {
    long sent = 0;
    byte[] buffer = new byte[BUFFER];
    try (WritableByteChannel out = output()) {
      for (int count; (count = in.read(buffer)) >= 0; sent += count) {
        send(ByteBuffer.wrap(buffer, 0, count), out);
      }
      endOutput();
    }
    return sent;
  }

  private WritableByteChannel output() throws IOException {
    return socket instanceof SSLSocket
        ? Channels.newChannel(socket.getOutputStream())
        : socket.getChannel();
  }

  private void send(ByteBuffer piece, WritableByteChannel out) throws SocketException {
    try {
      while (piece.hasRemaining()) {
        out.write(piece);
        port.progressed();
      }
    } catch (IOException e) {
      throw (SocketException) new SocketException(e.toString()).initCause(e);
    }
  }

  @Override
  public void transferToClient(FtpSession session, String text) throws IOException {
    transferToClient(session, new ByteArrayInputStream(text.getBytes(UTF_8)));
  }

  @Override
  public long transferFromClient(FtpSession session, OutputStream out) throws IOException {
    throw new IOException("files are stored by STOR, APPE and STOU only");
  }

  /**
   * Marks the end of the data. Closing alone would do it too, but under TLS 1.3 the JDK then sends
   * user_canceled before its close_notify, and GnuTLS, which is lftp, takes that for a failure.
   */
  private void endOutput() throws IOException {
    socket.shutdownOutput();
  }
}
