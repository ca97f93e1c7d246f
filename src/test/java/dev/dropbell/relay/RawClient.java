package dev.dropbell.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dropbell.testing.RunningService;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A TCP connection whose every byte the test decides on. */
final class RawClient implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 20_000;
  private static final int SMALL_BUFFER = 4096;

  private final Socket socket = new Socket();
  private final DataInputStream in;

  RawClient(RunningService service) throws IOException {
    socket.setReceiveBufferSize(SMALL_BUFFER);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), service.httpPort()));
    in = new DataInputStream(socket.getInputStream());
  }

  /** Connects to the WebSocket with this path, and sends the first frames in the same packet. */
  static RawClient upgrade(RunningService service, String path, byte[]... firstFrames)
      throws IOException {
    RawClient client = new RawClient(service);
    String request =
        """
        GET %s HTTP/1.1
        Host: 127.0.0.1
        Connection: keep-alive, Upgrade
        Upgrade: WebSocket
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

        """
            .formatted(path)
            .replace("\n", "\r\n");
    client.send(ClientFrames.join(request.getBytes(ISO_8859_1), ClientFrames.join(firstFrames)));
    return client;
  }

  void send(byte... bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** The head of an answer, up to its empty line. */
  String readHead() throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }

  /** The next frame: {@code text hello}, {@code ping}, {@code close 1000 reason}. */
  String readFrame() throws IOException {
    int first = in.readUnsignedByte();
    int second = in.readUnsignedByte();
    long length =
        switch (second) {
          case 126 -> in.readUnsignedShort();
          case 127 -> in.readLong();
          default -> second;
        };
    byte[] payload = in.readNBytes((int) length);
    return switch (first) {
      case 0x81 -> "text " + new String(payload, UTF_8);
      case 0x88 ->
          "close "
              + (((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF))
              + " "
              + new String(payload, 2, payload.length - 2, UTF_8);
      case 0x89 -> "ping";
      case 0x8A -> "pong " + new String(payload, UTF_8);
      default -> "first byte " + first;
    };
  }

  /** So many bytes. */
  String read(int count) throws IOException {
    return new String(in.readNBytes(count), UTF_8);
  }

  /** Everything up to the end. */
  String readAll() throws IOException {
    return new String(in.readAllBytes(), UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
