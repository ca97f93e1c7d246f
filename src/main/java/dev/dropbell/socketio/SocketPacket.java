package dev.dropbell.socketio;

import dev.dropbell.socketio.engine.MalformedPacketException;
import org.jspecify.annotations.Nullable;

/**
 * A packet of the Socket.IO protocol, version 5, as a client sent it.
 *
 * <pre>
 *   type  [attachments -]  [/namespace ,]  [ack id]  [JSON]
 *    5         2-            /custom,         17      ["photo",{"_placeholder":true,"num":0}, ...]
 * </pre>
 *
 * @param namespace {@code /} when the packet names none
 * @param ackId asks for an ack in an event, names the event in an ack
 * @param attachments how many binary messages belong to it and follow
 * @param json the text of its payload; null when it has none
 * @see <a href="https://socket.io/docs/v4/socket-io-protocol/#packet-encoding">Encoding</a>
 */
record SocketPacket(
    Type type, String namespace, @Nullable Long ackId, int attachments, @Nullable String json) {

  /** The types, in the order of their digits from 0. */
  enum Type {
    CONNECT("0"),
    DISCONNECT("1"),
    EVENT("2"),
    ACK("3"),
    CONNECT_ERROR("4"),
    BINARY_EVENT("5"),
    BINARY_ACK("6");

    private final String digit;

    Type(String digit) {
      this.digit = digit;
    }

    String digit() {
      return digit;
    }

    boolean isBinary() {
      return this == BINARY_EVENT || this == BINARY_ACK;
    }
  }

  static final String MAIN_NAMESPACE = "/";

  private static final Type[] TYPES = Type.values();

  /** Longer names of a namespace than this are not worth an answer. */
  private static final int MAX_NAMESPACE_LENGTH = 255;

  /** Each attachment is a message of its own; a photo album fits. */
  private static final int MAX_ATTACHMENTS = 1_000;

  /** As many digits as every integer that JavaScript can count to. */
  private static final int MAX_DIGITS = 15;

  /**
   * Takes the text of a packet apart.
   *
   * @throws MalformedPacketException when it is none
   */
  static SocketPacket parse(String text) {
    return new Parser(text).parse();
  }

  /** Reads one text from left to right. This class is not thread safe. */
  private static final class Parser {

    private final String text;
    private int position;

    Parser(String text) {
      this.text = text;
    }

    SocketPacket parse() {
      Type type = type();
      int attachments = type.isBinary() ? attachments() : 0;
      String namespace = namespace();
      Long ackId = ackId();
      String json = position < text.length() ? text.substring(position) : null;
      return new SocketPacket(type, namespace, ackId, attachments, json);
    }

    private Type type() {
      int digit = text.isEmpty() ? -1 : text.charAt(0) - '0';
      if (digit < 0 || digit >= TYPES.length) {
        throw new MalformedPacketException("unknown packet type");
      }
      position = 1;
      return TYPES[digit];
    }

    private int attachments() {
      Long count = number();
      if (count == null || !skip('-') || count > MAX_ATTACHMENTS) {
        throw new MalformedPacketException("illegal number of attachments");
      }
      return count.intValue();
    }

    private String namespace() {
      if (position == text.length() || text.charAt(position) != '/') {
        return MAIN_NAMESPACE;
      }
      int comma = text.indexOf(',', position);
      int end = comma < 0 ? text.length() : comma;
      if (end - position > MAX_NAMESPACE_LENGTH) {
        throw new MalformedPacketException("namespace too long");
      }
      String name = text.substring(position, end);
      position = comma < 0 ? end : end + 1;
      return name;
    }

    private @Nullable Long ackId() {
      return number();
    }

    private @Nullable Long number() {
      int start = position;
      while (position < text.length() && isDigit(text.charAt(position))) {
        position++;
      }
      if (position == start) {
        return null;
      }
      if (position - start > MAX_DIGITS) {
        throw new MalformedPacketException("number too long");
      }
      return Long.valueOf(text.substring(start, position));
    }

    private boolean skip(char expected) {
      if (position < text.length() && text.charAt(position) == expected) {
        position++;
        return true;
      }
      return false;
    }

    private static boolean isDigit(char c) {
      return c >= '0' && c <= '9';
    }
  }
}
