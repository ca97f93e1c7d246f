package dev.dropbell.socketio.engine;

/**
 * The first character of an Engine.IO packet.
 *
 * @see <a href="https://socket.io/docs/v4/engine-io-protocol/#protocol">Protocol</a>
 */
final class PacketType {

  static final char OPEN = '0';
  static final char CLOSE = '1';
  static final char PING = '2';
  static final char PONG = '3';
  static final char MESSAGE = '4';
  static final char UPGRADE = '5';
  static final char NOOP = '6';

  /** Long-polling only: base64 follows. A WebSocket has frames for binary. */
  static final char BINARY = 'b';

  private PacketType() {}
}
