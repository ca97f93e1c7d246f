package dev.dropbell.relay;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the frames that a client sends, in pieces of any size, and knows no socket.
 *
 * <pre>
 *   byte 0    FIN  RSV1-3  opcode (4 bits)
 *   byte 1    MASK  length (7 bits): 126 = the next 2 bytes are it, 127 = the next 8
 *   2 or 8    longer length
 *   4         mask: payload byte i is XORed with mask byte i mod 4
 *   length    payload
 * </pre>
 *
 * <a href="https://www.rfc-editor.org/rfc/rfc6455#section-5">RFC 6455, section 5</a>. Memory grows
 * with the bytes that came, not with the length that was announced. Not safe for concurrent use.
 */
final class FrameReader {

  /** Gets what the client sent, in its order. */
  interface Listener {
    void onText(String text);

    void onBinary();

    void onPing(byte[] payload);

    void onClose(CloseStatus status);
  }

  private static final int RSV_BITS = 0x70;
  private static final int OPCODE_BITS = 0x0F;
  private static final int LENGTH_BITS = 0x7F;
  private static final int MASK_BYTES = 4;
  private static final int MAX_HEADER = 14;
  private static final int FIRST_ALLOCATION = 256;
  private static final byte[] EMPTY = {};

  private final int maxMessageBytes;
  private final Listener listener;

  private final byte[] header = new byte[MAX_HEADER];
  private int headerRead;

  private boolean inPayload;
  private int payloadLength;
  private int payloadRead;

  /** What is being received: the message, over all its frames, or one control frame. */
  private byte[] message = EMPTY;

  private int messageLength;
  private byte[] control = EMPTY;

  /** Opcode of the message whose frames are coming, or 0 between messages. */
  private int messageOpcode;

  private boolean closed;

  FrameReader(int maxMessageBytes, Listener listener) {
    this.maxMessageBytes = maxMessageBytes;
    this.listener = listener;
  }

  /**
   * Takes all that is in the buffer. After a close frame, or once it has thrown, what comes is
   * ignored.
   */
  void read(ByteBuffer in) throws WebSocketException {
    try {
      while (!closed && (inPayload ? readPayload(in) : readHeader(in))) {
        // each step consumes bytes, or finishes a frame
      }
    } catch (WebSocketException e) {
      closed = true;
      throw e;
    }
  }

  /** Whether there may be more to do with what is in the buffer. */
  private boolean readHeader(ByteBuffer in) throws WebSocketException {
    while (headerRead < headerLength()) {
      if (!in.hasRemaining()) {
        return false;
      }
      header[headerRead++] = in.get();
      if (headerRead == 2) {
        checkFirstBytes();
      }
    }
    beginPayload();
    return true;
  }

  private int headerLength() {
    if (headerRead < 2) {
      return 2;
    }
    int extended =
        switch (header[1] & LENGTH_BITS) {
          case Opcode.LENGTH_16 -> Short.BYTES;
          case Opcode.LENGTH_64 -> Long.BYTES;
          default -> 0;
        };
    return 2 + extended + MASK_BYTES;
  }

  private void checkFirstBytes() throws WebSocketException {
    check((header[0] & RSV_BITS) == 0, "a reserved bit is set");
    check((header[1] & Opcode.MASK_BIT) != 0, "a client must mask its frames");
    switch (opcode()) {
      case Opcode.TEXT, Opcode.BINARY ->
          check(messageOpcode == 0, "a new message begins inside another one");
      case Opcode.CONTINUATION -> check(messageOpcode != 0, "there is no message to continue");
      case Opcode.CLOSE, Opcode.PING, Opcode.PONG -> {
        check(isFinal(), "a control frame must not be fragmented");
        check(
            (header[1] & LENGTH_BITS) <= Opcode.MAX_CONTROL_PAYLOAD, "a control frame is too long");
      }
      default -> check(false, "unknown opcode " + opcode());
    }
  }

  private void beginPayload() throws WebSocketException {
    long length = announcedLength();
    check(length >= 0, "a length is negative");
    if (isControl()) {
      control = new byte[(int) length];
    } else {
      if (messageLength + length > maxMessageBytes || length > maxMessageBytes) {
        throw new WebSocketException(CloseStatus.tooBig(maxMessageBytes));
      }
      if (opcode() != Opcode.CONTINUATION) {
        messageOpcode = opcode();
      }
    }
    payloadLength = (int) length;
    payloadRead = 0;
    inPayload = true;
  }

  private long announcedLength() {
    ByteBuffer extended = ByteBuffer.wrap(header, 2, Long.BYTES);
    return switch (header[1] & LENGTH_BITS) {
      case Opcode.LENGTH_16 -> extended.getShort() & 0xFFFF;
      case Opcode.LENGTH_64 -> extended.getLong();
      default -> header[1] & LENGTH_BITS;
    };
  }

  private boolean readPayload(ByteBuffer in) throws WebSocketException {
    int count = Math.min(in.remaining(), payloadLength - payloadRead);
    if (isControl()) {
      unmask(in, control, payloadRead, count);
    } else {
      if (messageLength + count > message.length) {
        message =
            Arrays.copyOf(
                message,
                Math.max(messageLength + count, Math.max(FIRST_ALLOCATION, 2 * message.length)));
      }
      unmask(in, message, messageLength, count);
      messageLength += count;
    }
    payloadRead += count;
    if (payloadRead < payloadLength) {
      return false;
    }
    inPayload = false;
    headerRead = 0;
    endFrame();
    return true;
  }

  private void unmask(ByteBuffer in, byte[] to, int offset, int count) {
    int mask = headerLength() - MASK_BYTES;
    in.get(to, offset, count);
    for (int i = 0; i < count; i++) {
      to[offset + i] ^= header[mask + ((payloadRead + i) & 3)];
    }
  }

  private void endFrame() throws WebSocketException {
    switch (opcode()) {
      case Opcode.PING -> listener.onPing(control);
      case Opcode.PONG -> {} // that bytes came is all that a pong tells
      case Opcode.CLOSE -> endClose();
      default -> {
        if (isFinal()) {
          endMessage();
        }
      }
    }
    control = EMPTY;
  }

  private void endMessage() throws WebSocketException {
    boolean text = messageOpcode == Opcode.TEXT;
    byte[] bytes = message;
    int length = messageLength;
    message = EMPTY;
    messageLength = 0;
    messageOpcode = 0;
    if (text) {
      listener.onText(utf8(bytes, 0, length, "a text message"));
    } else {
      listener.onBinary();
    }
  }

  private void endClose() throws WebSocketException {
    closed = true;
    if (control.length == 0) {
      listener.onClose(new CloseStatus(CloseStatus.NO_CODE, ""));
      return;
    }
    check(control.length >= Short.BYTES, "a close code has two bytes");
    int code = ByteBuffer.wrap(control).getShort() & 0xFFFF;
    check(CloseStatus.isAllowedFromPeer(code), "close code " + code + " must not be sent");
    String reason =
        utf8(control, Short.BYTES, control.length - Short.BYTES, "the reason of a close");
    listener.onClose(new CloseStatus(code, reason));
  }

  private static String utf8(byte[] bytes, int offset, int length, String what)
      throws WebSocketException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, offset, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new WebSocketException(CloseStatus.notUtf8(what));
    }
  }

  private int opcode() {
    return header[0] & OPCODE_BITS;
  }

  private boolean isFinal() {
    return (header[0] & Opcode.FIN_BIT) != 0;
  }

  private boolean isControl() {
    return (header[0] & Opcode.CONTROL_BIT) != 0;
  }

  private static void check(boolean ok, String violation) throws WebSocketException {
    if (!ok) {
      throw new WebSocketException(CloseStatus.protocolError(violation));
    }
  }
}
