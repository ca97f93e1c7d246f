package dev.dropbell.socketio;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.DisconnectableHub;
import com.corundumstudio.socketio.HandshakeData;
import com.corundumstudio.socketio.Transport;
import com.corundumstudio.socketio.ack.AckManager;
import com.corundumstudio.socketio.handler.ClientHead;
import com.corundumstudio.socketio.handler.ClientsBox;
import com.corundumstudio.socketio.namespace.Namespace;
import com.corundumstudio.socketio.protocol.Packet;
import com.corundumstudio.socketio.scheduler.CancelableScheduler;
import com.corundumstudio.socketio.transport.NamespaceClient;
import dev.dropbell.socketio.engine.CloseReason;
import dev.dropbell.socketio.engine.EngineSession;
import dev.dropbell.socketio.engine.Outgoing;
import io.netty.channel.ChannelFuture;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A client in one namespace, as the library knows it: its namespaces, listeners and acks work with
 * it, and what they send goes through our encoder and our session.
 *
 * <p>There is one for each namespace that a connection has entered, and none before; each has an id
 * of its own, which opens nothing. Safe for concurrent use.
 */
final class Head extends ClientHead {

  /** What the library needs for every client. */
  record Parts(
      AckManager acks,
      DisconnectableHub disconnects,
      ClientsBox unusedBox,
      CancelableScheduler scheduler,
      Configuration configuration) {}

  private static final Map<String, List<String>> VERSION_4 = Map.of("EIO", List.of("4"));

  private final EngineSession session;
  private final Admission.Admitted admitted;
  private final NamespaceClient client;
  private volatile boolean left;

  Head(
      Parts parts,
      EngineSession session,
      HandshakeData handshake,
      Admission.Admitted admitted,
      Namespace namespace) {
    super(
        UUID.randomUUID(),
        parts.acks(),
        parts.disconnects(),
        parts.configuration().getStoreFactory(),
        handshake,
        parts.unusedBox(),
        Transport.WEBSOCKET,
        parts.scheduler(),
        parts.configuration(),
        VERSION_4);
    this.session = session;
    this.admitted = admitted;
    this.client = addNamespaceClient(namespace);
  }

  /** The client that listeners get. */
  NamespaceClient client() {
    return client;
  }

  /** As whom it was let in. */
  Admission.Admitted admitted() {
    return admitted;
  }

  /**
   * Sends what is encoded already, unless the client has left. The reference stays the caller's.
   */
  void send(Outgoing packet) {
    if (!left) {
      session.send(packet);
    }
  }

  /** As {@link #send(Outgoing)}, for what {@link #awaitRoom} has made room for. */
  void replay(Outgoing packet) {
    if (!left) {
      session.sendPaced(packet);
    }
  }

  /** Waits until most of what was sent has gone out; false when the client is gone. */
  boolean awaitRoom() throws InterruptedException {
    return session.awaitRoom() && !left;
  }

  /** Closes the transport, after which clients come back by themselves. */
  void breakOff() {
    session.close(CloseReason.INCOMPLETE);
  }

  /** Leaves the namespace; the connection may live on. */
  void leave() {
    left = true;
    client.onDisconnect();
  }

  @Override
  public @Nullable ChannelFuture send(Packet packet) {
    if (!left) {
      for (Outgoing encoded : PacketWriter.encode(packet)) {
        session.send(encoded);
        encoded.release();
      }
    }
    return null;
  }

  @Override
  public @Nullable ChannelFuture send(Packet packet, Transport transport) {
    return send(packet);
  }

  @Override
  public boolean isConnected() {
    return !left;
  }

  @Override
  public boolean isChannelOpen() {
    return !left;
  }
}
