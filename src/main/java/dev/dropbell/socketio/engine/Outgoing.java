package dev.dropbell.socketio.engine;

import dev.dropbell.hub.Encoded;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.base64.Base64;

/**
 * A packet on its way out: encoded once, and sent to as many sessions as wanted.
 *
 * <p>A server's WebSocket frames are not masked, so the whole frame is the same for everybody; what
 * long-polling sends of a text is the payload of that frame. One buffer serves all:
 *
 * <pre>
 *   1... opcode  length        Engine.IO packet                    RFC 6455, section 5.2
 *  +------------+-------------+------------------------------+
 *  |  1 byte    | 1, 3 or 9   | 4  Socket.IO packet          |
 *  +------------+-------------+------------------------------+
 *                             ^ payloadStart
 * </pre>
 *
 * <p>Immutable and safe for concurrent use.
 */
public final class Outgoing extends Encoded {

  /** For {@link EngineSession#send}: the server asks whether the client is there. */
  static final Outgoing PING = control(PacketType.PING);

  private static final int FIN = 0x80;
  private static final int OPCODE_TEXT = 0x1;
  private static final int OPCODE_BINARY = 0x2;
  private static final int LENGTH_16_BIT = 126;
  private static final int LENGTH_64_BIT = 127;
  private static final int MAX_16_BIT = 0xFFFF;

  private final ByteBuf frame;
  private final int payloadStart;
  private final boolean binary;

  private Outgoing(ByteBuf frame, int payloadStart, boolean binary, boolean droppable) {
    super(frame.readableBytes(), droppable);
    this.frame = frame;
    this.payloadStart = payloadStart;
    this.binary = binary;
  }

  /** A text message made of these parts. */
  public static Outgoing message(String... parts) {
    return text(PacketType.MESSAGE, false, parts);
  }

  /** A text message that a client who reads slowly can do without. */
  public static Outgoing droppable(String... parts) {
    return text(PacketType.MESSAGE, true, parts);
  }

  /** A binary message. */
  public static Outgoing binary(byte[] bytes) {
    ByteBuf frame = frame(OPCODE_BINARY, bytes.length);
    int payloadStart = frame.writerIndex();
    return new Outgoing(frame.writeBytes(bytes), payloadStart, true, false);
  }

  /** A packet without data, or with data for the handshake. */
  static Outgoing control(char type, String... parts) {
    return text(type, false, parts);
  }

  private static Outgoing text(char type, boolean droppable, String... parts) {
    int length = 1;
    for (String part : parts) {
      length += ByteBufUtil.utf8Bytes(part);
    }
    ByteBuf frame = frame(OPCODE_TEXT, length);
    int payloadStart = frame.writerIndex();
    frame.writeByte(type);
    for (String part : parts) {
      ByteBufUtil.writeUtf8(frame, part);
    }
    return new Outgoing(frame, payloadStart, false, droppable);
  }

  private static ByteBuf frame(int opcode, int length) {
    ByteBuf frame = ByteBufAllocator.DEFAULT.directBuffer(length + 1 + Long.BYTES + 1);
    frame.writeByte(FIN | opcode);
    if (length < LENGTH_16_BIT) {
      frame.writeByte(length);
    } else if (length <= MAX_16_BIT) {
      frame.writeByte(LENGTH_16_BIT).writeShort(length);
    } else {
      frame.writeByte(LENGTH_64_BIT).writeLong(length);
    }
    return frame;
  }

  /** The WebSocket frame, to be written or released: it takes the caller's reference with it. */
  ByteBuf toWebSocket() {
    return frame.duplicate();
  }

  /** Appends what long-polling sends. */
  void appendTo(ByteBuf body) {
    int length = frame.writerIndex() - payloadStart;
    if (!binary) {
      body.writeBytes(frame, payloadStart, length);
      return;
    }
    body.writeByte(PacketType.BINARY);
    ByteBuf base64 = Base64.encode(frame, payloadStart, length, false);
    body.writeBytes(base64);
    base64.release();
  }

  @Override
  public void retain() {
    frame.retain();
  }

  @Override
  public void release() {
    frame.release();
  }
}
