package dev.dropbell.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/**
 * An FTP client that does what a test says, to the byte, also what no decent client would do. Not
 * thread-safe. Closing it is as abrupt as a client that was killed; {@link #quit} is not.
 */
public final class ScriptedFtpClient implements AutoCloseable {

  /** Long enough for a slow machine; a reply that never comes fails the test. */
  private static final int PATIENCE_MILLIS = 60_000;

  private static final Pattern EPSV_PORT = Pattern.compile("\\(\\|\\|\\|(\\d+)\\|\\)");
  private static final Pattern PASV_PORT = Pattern.compile("\\d+,\\d+,\\d+,\\d+,(\\d+),(\\d+)");

  /** Below TLS, if there is any. */
  private final Socket plain;

  private Socket control;
  private InputStream replies;

  private ScriptedFtpClient(Socket control) throws IOException {
    this.plain = control;
    this.control = control;
    this.replies = new BufferedInputStream(control.getInputStream());
  }

  /**
   * What the server answered.
   *
   * @param lines as they came, with their codes, without CRLF
   */
  public record Reply(int code, List<String> lines) {

    /** All of it, one line below the other. */
    public String text() {
      return String.join("\n", lines);
    }
  }

  /** Connects and takes the greeting. */
  public static ScriptedFtpClient connect(int port) {
    try {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      ScriptedFtpClient client = new ScriptedFtpClient(socket);
      client.expect(220);
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connects and logs in. */
  public static ScriptedFtpClient logIn(int port, String user, String password) {
    ScriptedFtpClient client = connect(port);
    client.send("USER " + user);
    Reply reply = client.send("PASS " + password);
    if (reply.code() != 230) {
      client.close();
      throw new AssertionError("login of " + user + " was answered " + reply.text());
    }
    return client;
  }

  /** Logs in as the user that every service has by default. */
  public static ScriptedFtpClient logIn(int port) {
    return logIn(port, "uploader", "secret123");
  }

  /** Sends a command and takes its answer. */
  public Reply send(String command) {
    write(command + "\r\n");
    return read();
  }

  /** Sends text as it is, and waits for nothing. */
  public void write(String text) {
    write(text.getBytes(UTF_8));
  }

  /** Sends bytes as they are, and waits for nothing. */
  public void write(byte[] bytes) {
    try {
      control.getOutputStream().write(bytes);
      control.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes the next answer, however many lines it has (RFC 959, section 4.2). */
  public Reply read() {
    List<String> lines = new ArrayList<>();
    String line = readLine();
    lines.add(line);
    String code = line.substring(0, 3);
    if (line.startsWith("-", 3)) {
      do {
        line = readLine();
        lines.add(line);
      } while (!line.startsWith(code + " "));
    }
    return new Reply(Integer.parseInt(code), List.copyOf(lines));
  }

  /** Takes the next answer, which must have this code. */
  public Reply expect(int code) {
    Reply reply = read();
    if (reply.code() != code) {
      throw new AssertionError("expected " + code + ", was answered " + reply.text());
    }
    return reply;
  }

  /** Whether the server has closed the connection; waits for the next byte to know. */
  public boolean isClosedByServer() {
    try {
      return replies.read() < 0;
    } catch (IOException reset) {
      return true;
    }
  }

  /** Asks for a passive port with EPSV and connects to it. */
  public Socket openData() {
    return connectData(extendedPassivePort());
  }

  /** Asks for a passive port with EPSV and does not connect yet. */
  public int extendedPassivePort() {
    return Integer.parseInt(find(EPSV_PORT, send("EPSV")).group(1));
  }

  /** Asks for a passive port with PASV and does not connect yet. */
  public int passivePort() {
    Matcher address = find(PASV_PORT, send("PASV"));
    return Integer.parseInt(address.group(1)) * 256 + Integer.parseInt(address.group(2));
  }

  /** Opens a data connection. */
  public static Socket connectData(int port) {
    try {
      Socket data = new Socket(InetAddress.getLoopbackAddress(), port);
      data.setSoTimeout(PATIENCE_MILLIS);
      return data;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Uploads with STOR, APPE or STOU. The result is the last answer, be it that of a refusal. */
  public Reply store(String command, byte[] bytes) {
    try (Socket data = openData()) {
      Reply first = send(command);
      if (first.code() != 150) {
        return first;
      }
      data.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return read();
  }

  /** Downloads or lists, which must succeed. The result is what came over the data connection. */
  public byte[] fetch(String command) {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    try (Socket data = openData()) {
      Reply first = send(command);
      if (first.code() != 150) {
        throw new AssertionError(command + " was answered " + first.text());
      }
      data.getInputStream().transferTo(received);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    expect(226);
    return received.toByteArray();
  }

  /** As {@link #fetch}, as text. */
  public String fetchText(String command) {
    return new String(fetch(command), UTF_8);
  }

  /** Has the control connection, and data connections that are wrapped, go by TLS from now on. */
  public void secure(SSLContext context) {
    write("AUTH TLS\r\n");
    expect(234);
    try {
      secureNow(context);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@link #secure}, when AUTH was sent and answered. */
  public void secureNow(SSLContext context) throws IOException {
    control = tls(context, plain);
    replies = new BufferedInputStream(control.getInputStream());
  }

  /** What the handshake has come to. */
  public SSLSession tlsSession() {
    return ((SSLSocket) control).getSession();
  }

  /** Puts TLS on a connection, which must be closed by itself: closing the TLS leaves it open. */
  public static SSLSocket tls(SSLContext context, Socket socket) throws IOException {
    SSLSocket secured =
        (SSLSocket)
            context.getSocketFactory().createSocket(socket, "127.0.0.1", socket.getPort(), false);
    secured.startHandshake();
    return secured;
  }

  /** Ends a connection with RST, as a machine does that does not know it any more. */
  public static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the control connection with RST. */
  public void reset() {
    reset(plain);
  }

  /** Sends the FIN of the control connection, and still reads. */
  public void shutdownOutput() {
    try {
      plain.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says goodbye. */
  public void quit() {
    send("QUIT");
    close();
  }

  @Override
  public void close() {
    try {
      plain.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Matcher find(Pattern pattern, Reply reply) {
    Matcher matcher = pattern.matcher(reply.text());
    if (!matcher.find()) {
      throw new AssertionError("no port in " + reply.text());
    }
    return matcher;
  }

  private String readLine() {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      for (int octet; (octet = replies.read()) != '\n'; ) {
        if (octet < 0) {
          throw new EOFException("the server closed the control connection after '" + line + "'");
        }
        line.write(octet);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line.toString(UTF_8).stripTrailing();
  }
}
