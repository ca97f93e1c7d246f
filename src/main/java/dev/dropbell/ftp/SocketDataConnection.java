package dev.dropbell.ftp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.channels.FileChannel;
import javax.net.ssl.SSLSocket;
import org.apache.ftpserver.ftplet.DataConnection;
import org.apache.ftpserver.ftplet.FtpSession;

/**
 * What the library's own commands (RETR, LIST, NLST, MLSD) send through. Bytes pass as they are, in
 * ASCII mode too: a converted file would match neither its size nor its digest.
 */
final class SocketDataConnection implements DataConnection {

  private static final int BUFFER = 512 * 1024;

  private final Socket socket;
  private final DataPort port;

  SocketDataConnection(Socket socket, DataPort port) {
    this.socket = socket;
    this.port = port;
  }

  @Override
  public long transferToClient(FtpSession session, InputStream in) throws IOException {
    if (in instanceof FileInput file && !(socket instanceof SSLSocket)) {
      return sendFile(file.channel());
    }
    return send(in);
  }

  /** The kernel copies from the file to the socket. */
  private long sendFile(FileChannel file) throws IOException {
    long begin = file.position();
    long at = begin;
    for (long count; at < file.size(); at += count) {
      count = file.transferTo(at, BUFFER, socket.getChannel());
      port.progressed();
    }
    endOutput();
    return at - begin;
  }

  private long send(InputStream in) throws IOException {
    long sent = 0;
    byte[] buffer = new byte[BUFFER];
    try (OutputStream out = socket.getOutputStream()) {
      for (int count; (count = in.read(buffer)) >= 0; sent += count) {
        out.write(buffer, 0, count);
        port.progressed();
      }
      endOutput();
    }
    return sent;
  }

  @Override
  public void transferToClient(FtpSession session, String text) throws IOException {
    send(new ByteArrayInputStream(text.getBytes(UTF_8)));
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
