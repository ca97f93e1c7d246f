package dev.dropbell.relay;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes the frames that a server sends: whole messages, never masked (RFC 6455, section 5).
 *
 * <p>A frame is a plain array that nobody changes, so that one serves every connection it goes to.
 */
final class Frames {

  /** Bytes of the longest header without a mask. */
  private static final int MAX_HEADER = 10;

  private Frames() {}

  static byte[] text(String text) {
    return frame(Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] ping() {
    return frame(Opcode.PING, new byte[0]);
  }

  static byte[] pong(byte[] payload) {
    return frame(Opcode.PONG, payload);
  }

  static byte[] close(CloseStatus status) {
    if (status.code() == CloseStatus.NO_CODE) {
      return frame(Opcode.CLOSE, new byte[0]);
    }
    byte[] reason = status.reason().getBytes(StandardCharsets.UTF_8);
    return frame(
        Opcode.CLOSE,
        ByteBuffer.allocate(Short.BYTES + reason.length)
            .putShort((short) status.code())
            .put(reason)
            .array());
  }

  private static byte[] frame(int opcode, byte[] payload) {
    ByteBuffer header = ByteBuffer.allocate(MAX_HEADER).put((byte) (Opcode.FIN_BIT | opcode));
    if (payload.length < Opcode.LENGTH_16) {
      header.put((byte) payload.length);
    } else if (payload.length <= 0xFFFF) {
      header.put((byte) Opcode.LENGTH_16).putShort((short) payload.length);
    } else {
      header.put((byte) Opcode.LENGTH_64).putLong(payload.length);
    }
    header.flip();
    return ByteBuffer.allocate(header.remaining() + payload.length)
        .put(header)
        .put(payload)
        .array();
  }
}
