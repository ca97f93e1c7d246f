package dev.dropbell.socketio;

import com.corundumstudio.socketio.protocol.Packet;
import com.corundumstudio.socketio.protocol.PacketType;
import dev.dropbell.socketio.engine.Outgoing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encodes what the server sends. The results are released by whoever asked for them. */
final class PacketWriter {

  private PacketWriter() {}

  /** The answer to a CONNECT: the client is in, and this is its {@code socket.id}. */
  static Outgoing connected(String namespace, String id) {
    return Outgoing.message(head(SocketPacket.Type.CONNECT, namespace), "{\"sid\":\"", id, "\"}");
  }

  /** The answer to a CONNECT: no. */
  static Outgoing connectError(String namespace, JsonText error) {
    return Outgoing.message(head(SocketPacket.Type.CONNECT_ERROR, namespace), error.text());
  }

  /** An event of the main namespace with one argument. */
  static Outgoing event(String name, JsonText argument) {
    return Outgoing.message(
        head(SocketPacket.Type.EVENT, ""), "[\"", name, "\",", argument.text(), "]");
  }

  /** As {@link #event}, for an event that a client who reads slowly can do without. */
  static Outgoing droppableEvent(String name, JsonText argument) {
    return Outgoing.droppable(
        head(SocketPacket.Type.EVENT, ""), "[\"", name, "\",", argument.text(), "]");
  }

  /** A packet that the library made, and its attachments. */
  static List<Outgoing> encode(Packet packet) {
    return switch (packet.getSubType()) {
      case EVENT ->
          withArguments(
              packet, SocketPacket.Type.EVENT, SocketPacket.Type.BINARY_EVENT, packet.getName());
      case ACK -> withArguments(packet, SocketPacket.Type.ACK, SocketPacket.Type.BINARY_ACK, null);
      case DISCONNECT ->
          List.of(Outgoing.message(head(SocketPacket.Type.DISCONNECT, packet.getNsp())));
      case PacketType other -> throw new IllegalArgumentException("cannot send " + other);
    };
  }

  private static List<Outgoing> withArguments(
      Packet packet, SocketPacket.Type type, SocketPacket.Type binaryType, @Nullable String name) {
    List<@Nullable Object> values = new ArrayList<>();
    if (name != null) {
      values.add(name);
    }
    values.addAll(packet.<List<@Nullable Object>>getData());
    List<byte[]> attachments = new ArrayList<>();
    values.replaceAll(value -> SocketJson.detach(value, attachments));
    String json = SocketJson.write(values);
    Long ackId = packet.getAckId();
    String id = ackId == null ? "" : ackId.toString();
    List<Outgoing> encoded = new ArrayList<>(1 + attachments.size());
    if (attachments.isEmpty()) {
      encoded.add(Outgoing.message(head(type, packet.getNsp()), id, json));
    } else {
      String count = attachments.size() + "-";
      encoded.add(Outgoing.message(binaryType.digit(), count, prefix(packet.getNsp()), id, json));
      attachments.forEach(attachment -> encoded.add(Outgoing.binary(attachment)));
    }
    return encoded;
  }

  private static String head(SocketPacket.Type type, String namespace) {
    return type.digit() + prefix(namespace);
  }

  /** Of the main namespace, which the library calls by an empty name, nothing. */
  private static String prefix(String namespace) {
    return namespace.isEmpty() || namespace.equals(SocketPacket.MAIN_NAMESPACE)
        ? ""
        : namespace + ",";
  }
}
