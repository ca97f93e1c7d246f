package dev.dropbell.socketio;

import com.corundumstudio.socketio.AckRequest;
import com.corundumstudio.socketio.HandshakeData;
import com.corundumstudio.socketio.namespace.Namespace;
import com.corundumstudio.socketio.protocol.Packet;
import com.corundumstudio.socketio.protocol.PacketType;
import dev.dropbell.socketio.Admission.Admitted;
import dev.dropbell.socketio.Admission.RefusedException;
import dev.dropbell.socketio.PacketAssembler.Assembled;
import dev.dropbell.socketio.engine.CloseReason;
import dev.dropbell.socketio.engine.EngineSession;
import dev.dropbell.socketio.engine.MalformedPacketException;
import dev.dropbell.socketio.engine.Outgoing;
import dev.dropbell.socketio.engine.Receiver;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * One connection, from the first packet to the last: it enters namespaces, and what it sends is
 * handed to the library's listeners only for those that it has entered. Whoever sends something
 * else first is thrown out.
 *
 * <p>Guarded by the session's lock, as every {@link Receiver}.
 */
final class SocketConnection implements Receiver {

  private static final JsonText INVALID_NAMESPACE =
      new JsonText("{\"message\":\"Invalid namespace\"}");

  private final SocketProtocol protocol;
  private final EngineSession session;
  private final PacketAssembler assembler;
  private final Map<String, Head> heads = HashMap.newHashMap(1);

  /** Namespaces whose admission has not answered yet. */
  private final Set<String> entering = HashSet.newHashSet(1);

  private boolean everEntered;

  SocketConnection(SocketProtocol protocol, EngineSession session) {
    this.protocol = protocol;
    this.session = session;
    this.assembler = new PacketAssembler(protocol.maxPayloadBytes());
    session.runAfter(
        protocol.connectTimeoutMillis(),
        () -> {
          if (!everEntered) {
            session.close(CloseReason.CONNECT_TIMEOUT);
          }
        });
  }

  @Override
  public void text(String message) {
    receive(assembler.text(message));
  }

  @Override
  public void binary(byte[] message) {
    receive(assembler.binary(message));
  }

  @Override
  public void closed(CloseReason reason) {
    List<Head> all = new ArrayList<>(heads.values());
    heads.clear();
    entering.clear();
    all.forEach(Head::leave);
  }

  private void receive(@Nullable Assembled assembled) {
    if (assembled == null) {
      return;
    }
    SocketPacket packet = assembled.packet();
    Head head = heads.get(packet.namespace());
    if (packet.type() == SocketPacket.Type.CONNECT) {
      if (head != null || !entering.add(packet.namespace())) {
        throw new MalformedPacketException("second CONNECT");
      }
      connect(packet.namespace(), assembled.payload());
    } else if (head == null) {
      throw new MalformedPacketException("packet for a namespace that was not entered");
    } else {
      dispatch(head, assembled);
    }
  }

  private void connect(String name, @Nullable Object auth) {
    Namespace namespace = protocol.namespace(name);
    if (namespace == null) {
      entering.remove(name);
      send(PacketWriter.connectError(name, INVALID_NAMESPACE));
      return;
    }
    var _ =
        protocol
            .admission()
            .admit(new Admission.Knock(name, auth, session.remoteAddress(), session.origin()))
            .whenComplete((admitted, refusal) ->
                session.run(() -> answer(namespace, name, auth, admitted, refusal)));
  }

  private void answer(
      Namespace namespace,
      String name,
      @Nullable Object auth,
      @Nullable Admitted admitted,
      @Nullable Throwable refusal) {
    if (!entering.remove(name)) {
      return;
    }
    if (admitted == null) {
      entering.clear();
      send(PacketWriter.connectError(name, Payloads.message(reason(refusal))));
      session.closeWhenWritten(CloseReason.REFUSED);
      return;
    }
    everEntered = true;
    HandshakeData handshake = handshake(auth);
    Head head = new Head(protocol.parts(), session, handshake, admitted, namespace);
    heads.put(name, head);
    send(PacketWriter.connected(name, head.getSessionId().toString()));
    namespace.onConnect(head.client());
    // It may be large, and is there for the listeners of this moment only.
    handshake.setAuthToken(Map.of());
  }

  private static String reason(@Nullable Throwable refusal) {
    Throwable cause = refusal instanceof CompletionException wrapped ? wrapped.getCause() : refusal;
    return cause instanceof RefusedException refused
        ? String.valueOf(refused.getMessage())
        : "The server could not check who you are; try again.";
  }

  private HandshakeData handshake(@Nullable Object auth) {
    HandshakeData data =
        new HandshakeData(EmptyHttpHeaders.INSTANCE, Map.of(), session.remoteAddress(), "", false);
    data.setAuthToken(auth == null ? Map.of() : auth);
    return data;
  }

  private void dispatch(Head head, Assembled assembled) {
    switch (assembled.packet().type()) {
      case EVENT, BINARY_EVENT -> event(head, assembled);
      case ACK, BINARY_ACK ->
          protocol.parts().acks().onAck(head.client(), packet(PacketType.ACK, assembled));
      case DISCONNECT -> {
        heads.remove(assembled.packet().namespace());
        head.leave();
      }
      case CONNECT, CONNECT_ERROR -> throw new MalformedPacketException("unexpected packet");
    }
  }

  private static void event(Head head, Assembled assembled) {
    Packet packet = packet(PacketType.EVENT, assembled);
    List<Object> payload = packet.getData();
    head.client()
        .getNamespace()
        .onEvent(
            head.client(),
            payload.getFirst().toString(),
            payload.subList(1, payload.size()),
            new AckRequest(packet, head.client()));
  }

  private static Packet packet(PacketType type, Assembled assembled) {
    Packet packet = new Packet(PacketType.MESSAGE);
    packet.setSubType(type);
    packet.setData(assembled.payload());
    Long ackId = assembled.packet().ackId();
    if (ackId != null) {
      packet.setAckId(ackId);
    }
    return packet;
  }

  private void send(Outgoing packet) {
    session.send(packet);
    packet.release();
  }
}
