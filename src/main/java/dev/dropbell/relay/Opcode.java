package dev.dropbell.relay;

/** The protocol numbers of RFC 6455, section 5.2. */
final class Opcode {

  static final int CONTINUATION = 0x0;
  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xA;

  /** Set in every control opcode. */
  static final int CONTROL_BIT = 0x8;

  static final int FIN_BIT = 0x80;
  static final int MASK_BIT = 0x80;

  /** In the place of the length: the next 2, or 8, bytes are the length. */
  static final int LENGTH_16 = 126;

  static final int LENGTH_64 = 127;

  static final int MAX_CONTROL_PAYLOAD = 125;

  private Opcode() {}
}
