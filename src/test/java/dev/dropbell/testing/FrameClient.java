package dev.dropbell.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the framed TCP endpoint that does what a test says, to the byte. Not thread-safe. */
public final class FrameClient implements AutoCloseable {

  /** Long enough for a slow machine; an answer that never comes fails the test. */
  private static final int PATIENCE_MILLIS = 20_000;

  private static final JsonMapper JSON = JsonMapper.shared();

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  /** Speaks over a connected socket. */
  public FrameClient(Socket socket) {
    try {
      this.socket = socket;
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      out = new DataOutputStream(socket.getOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connects. */
  public static FrameClient connect(int port) {
    try {
      return new FrameClient(new Socket(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends bytes as they are. */
  public void write(byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a frame of these bytes. */
  public void send(byte[] payload) {
    write(ByteBuffer.allocate(4 + payload.length).putInt(payload.length).put(payload).array());
  }

  /** Sends a frame of this text, in which ' stands for ". */
  public void send(String json) {
    send(json.replace('\'', '"').getBytes(UTF_8));
  }

  /** The next frame; null at the end of the stream. */
  public byte @Nullable [] read() {
    try {
      byte[] payload = new byte[in.readInt()];
      in.readFully(payload);
      return payload;
    } catch (EOFException end) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next frame, which must be there, as text. */
  public String readText() {
    byte[] payload = read();
    if (payload == null) {
      throw new AssertionError("the server closed the connection");
    }
    return new String(payload, UTF_8);
  }

  /** The next frame as JSON. */
  public JsonNode readJson() {
    return JSON.readTree(readText());
  }

  /** Sends a command and takes the next frame. */
  public JsonNode ask(String json) {
    send(json);
    return readJson();
  }

  /** Whether the server has closed it; waits for the next byte to know. */
  public boolean isClosedByServer() {
    try {
      return read() == null;
    } catch (UncheckedIOException reset) {
      return true;
    }
  }

  /** Says that nothing more will be sent, and still reads. */
  public void shutdownOutput() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
