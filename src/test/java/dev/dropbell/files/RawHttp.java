package dev.dropbell.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dropbell.testing.RunningService;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An HTTP connection whose every byte the test decides on: no client library tidies paths up. */
final class RawHttp implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket = new Socket();
  private final DataInputStream in;
  private final byte[] dropped = new byte[1 << 20];

  RawHttp(int port) throws IOException {
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    in = new DataInputStream(socket.getInputStream());
  }

  RawHttp(RunningService service) throws IOException {
    this(service.httpPort());
  }

  /** An answer. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares or changes it
  record Answer(int status, String head, byte[] body) {

    String text() {
      return new String(body, UTF_8);
    }

    /** A header's value; empty when it is not there. */
    String header(String name) {
      return String.join(", ", headers(name));
    }

    List<String> headers(String name) {
      Matcher header = Pattern.compile("(?im)^" + name + ": *(.*?)\r?$").matcher(head);
      return header.results().map(line -> line.group(1)).toList();
    }
  }

  /** Asks once, with header lines separated by {@code ~}. */
  static Answer get(RunningService service, String path, String... headers) throws IOException {
    return ask(service, "GET", path, headers);
  }

  static Answer ask(RunningService service, String method, String path, String... headers)
      throws IOException {
    try (RawHttp http = new RawHttp(service)) {
      http.request(method, path, headers);
      return http.answer(method.equals("HEAD"));
    }
  }

  /** Sends a request; a path may hold any bytes up to 0xFF, each as one character. */
  void request(String method, String path, String... headers) throws IOException {
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: h\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    send(head.append("\r\n").toString());
  }

  void send(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
  }

  Answer answer(boolean withoutBody) throws IOException {
    String head = head();
    int status = Integer.parseInt(head.substring(9, 12));
    if (withoutBody || status == 304) {
      return new Answer(status, head, new byte[0]);
    }
    if (head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked")) {
      return new Answer(status, head, chunks());
    }
    Answer empty = new Answer(status, head, new byte[0]);
    return new Answer(
        status, head, in.readNBytes(Integer.parseInt(empty.header("Content-Length"))));
  }

  String head() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int length = Integer.parseInt(line(), 16);
      body.write(in.readNBytes(length));
      line();
      if (length == 0) {
        return body.toByteArray();
      }
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet; (octet = in.readUnsignedByte()) != '\n'; ) {
      line.append((char) octet);
    }
    return line.toString().strip();
  }

  /** Reads and drops up to so many bytes. */
  int read(int most) throws IOException {
    return in.read(dropped, 0, Math.min(most, dropped.length));
  }

  /** Whether the server has ended it; waits for that. */
  boolean ended() throws IOException {
    try {
      while (in.read() >= 0) {
        // What is left of an answer.
      }
      return true;
    } catch (SocketException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
