package dev.dropbell.socketio.engine;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The body of a long-polling request: packets with 0x1e between them, binary ones as {@code b} and
 * base64.
 *
 * @see <a href="https://socket.io/docs/v4/engine-io-protocol/#http-long-polling-1">Encoding</a>
 */
final class PollingBody {

  static final char SEPARATOR = '\u001e';

  /** The most packets in one body; each costs more to handle than its bytes say. */
  private static final int MAX_PACKETS = 10_000;

  private PollingBody() {}

  /**
   * Splits a body into its packets.
   *
   * @throws MalformedPacketException when it is no UTF-8, or holds too many
   */
  static List<String> split(ByteBuf body) {
    String text = strictUtf8(body);
    List<String> packets = new ArrayList<>();
    int start = 0;
    for (int end = text.indexOf(SEPARATOR); end >= 0; end = text.indexOf(SEPARATOR, start)) {
      packets.add(text.substring(start, end));
      start = end + 1;
      if (packets.size() >= MAX_PACKETS) {
        throw new MalformedPacketException("too many packets in one body");
      }
    }
    packets.add(text.substring(start));
    return packets;
  }

  static boolean isBinary(String packet) {
    return !packet.isEmpty() && packet.charAt(0) == PacketType.BINARY;
  }

  /**
   * The bytes of a binary packet.
   *
   * @throws MalformedPacketException when it is no base64
   */
  static byte[] binary(String packet) {
    try {
      return Base64.getDecoder().decode(packet.substring(1));
    } catch (IllegalArgumentException e) {
      throw new MalformedPacketException("binary packet is no base64");
    }
  }

  /**
   * The text of these bytes.
   *
   * @throws MalformedPacketException when they are no UTF-8
   */
  static String strictUtf8(ByteBuf bytes) {
    try {
      ByteBuffer in = bytes.nioBuffer();
      return StandardCharsets.UTF_8.newDecoder().decode(in).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedPacketException("text is no UTF-8");
    }
  }
}
