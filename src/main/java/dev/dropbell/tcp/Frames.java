package dev.dropbell.tcp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;

/** Frames on their way out; {@link FrameDecoder} draws one. */
final class Frames {

  private Frames() {}

  /** A frame of this text. */
  static ByteBuf text(String text) {
    int length = ByteBufUtil.utf8Bytes(text);
    ByteBuf frame =
        ByteBufAllocator.DEFAULT.directBuffer(
            FrameDecoder.HEADER_LENGTH + ByteBufUtil.utf8MaxBytes(text));
    ByteBufUtil.writeUtf8(frame.writeInt(length), text);
    return frame;
  }

  /** The begin of the frame that answers any other payload; its bytes come behind. */
  static void writeEchoPrefix(ByteBuf out, int payloadBytes) {
    byte[] prefix = ("Received " + payloadBytes + " bytes: ").getBytes(US_ASCII);
    out.writeInt(prefix.length + payloadBytes).writeBytes(prefix);
  }
}
