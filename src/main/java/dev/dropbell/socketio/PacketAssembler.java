package dev.dropbell.socketio;

import dev.dropbell.socketio.engine.MalformedPacketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes whole packets of the messages of one connection: a packet with attachments is whole when
 * the last of them has come. What the protocol does not allow is refused here, for both transports.
 *
 * <p>This class is not thread safe.
 */
final class PacketAssembler {

  /**
   * A whole packet.
   *
   * @param payload its JSON as plain Java values, with the attachments in it
   */
  record Assembled(SocketPacket packet, @Nullable Object payload) {}

  /** Names that mean something else to a client; nobody may emit them. */
  private static final Set<String> RESERVED =
      Set.of(
          "connect",
          "connect_error",
          "disconnect",
          "disconnecting",
          "newListener",
          "removeListener");

  private final int maxAttachedBytes;
  private @Nullable SocketPacket waiting;
  private List<byte[]> attachments = List.of();
  private int attachedBytes;

  /**
   * Waits for a first packet.
   *
   * @param maxAttachedBytes of one packet's attachments together
   */
  PacketAssembler(int maxAttachedBytes) {
    this.maxAttachedBytes = maxAttachedBytes;
  }

  /**
   * A text message came.
   *
   * @return null when attachments are to follow
   * @throws MalformedPacketException when it is no packet, or an attachment was due
   */
  @Nullable Assembled text(String text) {
    if (waiting != null) {
      throw new MalformedPacketException("text where an attachment was due");
    }
    SocketPacket packet = SocketPacket.parse(text);
    if (packet.attachments() == 0) {
      return assemble(packet, List.of());
    }
    waiting = packet;
    attachments = new ArrayList<>();
    attachedBytes = 0;
    return null;
  }

  /**
   * A binary message came.
   *
   * @return null when more are to follow
   * @throws MalformedPacketException when none was due, or they are too large together
   */
  @Nullable Assembled binary(byte[] attachment) {
    SocketPacket packet = waiting;
    if (packet == null) {
      throw new MalformedPacketException("attachment without packet");
    }
    attachments.add(attachment);
    attachedBytes += attachment.length;
    if (attachedBytes > maxAttachedBytes) {
      throw new MalformedPacketException("attachments too large");
    }
    if (attachments.size() < packet.attachments()) {
      return null;
    }
    List<byte[]> all = attachments;
    waiting = null;
    attachments = List.of();
    return assemble(packet, all);
  }

  private static Assembled assemble(SocketPacket packet, List<byte[]> attachments) {
    String json = packet.json();
    Object payload = json == null ? null : SocketJson.read(json);
    if (!isValid(packet, payload)) {
      throw new MalformedPacketException("payload that the packet type does not have");
    }
    if (packet.type().isBinary()) {
      payload = SocketJson.attach(payload, attachments);
    }
    return new Assembled(packet, payload);
  }

  private static boolean isValid(SocketPacket packet, @Nullable Object payload) {
    return switch (packet.type()) {
      case CONNECT ->
          packet.ackId() == null && (packet.json() == null || payload instanceof Map<?, ?>);
      case DISCONNECT -> packet.ackId() == null && packet.json() == null;
      case EVENT, BINARY_EVENT -> payload instanceof List<?> list && isEvent(list);
      case ACK, BINARY_ACK -> packet.ackId() != null && payload instanceof List<?>;
      // Only a server sends it.
      case CONNECT_ERROR -> false;
    };
  }

  private static boolean isEvent(List<?> payload) {
    return !payload.isEmpty()
        && switch (payload.getFirst()) {
          case String name -> !RESERVED.contains(name);
          case Number _ -> true;
          case null, default -> false;
        };
  }
}
