package dev.dropbell.socketio;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.ack.AckManager;
import com.corundumstudio.socketio.handler.ClientsBox;
import com.corundumstudio.socketio.namespace.Namespace;
import com.corundumstudio.socketio.namespace.NamespacesHub;
import com.corundumstudio.socketio.scheduler.CancelableScheduler;
import dev.dropbell.socketio.engine.EngineSession;
import dev.dropbell.socketio.engine.Receiver;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the connections of one port share. Safe for concurrent use. */
final class SocketProtocol implements Receiver.Factory {

  private final NamespacesHub namespaces;
  private final Admission admission;
  private final Duration connectTimeout;
  private final Head.Parts parts;

  /**
   * Serves these namespaces.
   *
   * @param connectTimeout a connection that has entered none by then is closed
   */
  SocketProtocol(
      Configuration configuration,
      NamespacesHub namespaces,
      CancelableScheduler scheduler,
      Admission admission,
      Duration connectTimeout) {
    this.namespaces = namespaces;
    this.admission = admission;
    this.connectTimeout = connectTimeout;
    AckManager acks = new AckManager(scheduler);
    this.parts =
        new Head.Parts(acks, acks::onDisconnect, new ClientsBox(), scheduler, configuration);
  }

  @Override
  public Receiver open(EngineSession session) {
    return new SocketConnection(this, session);
  }

  @Nullable Namespace namespace(String name) {
    // The library calls the main one by an empty name, which no client may use.
    return namespaces.get(name.equals(SocketPacket.MAIN_NAMESPACE) ? Namespace.DEFAULT_NAME : name);
  }

  Admission admission() {
    return admission;
  }

  Head.Parts parts() {
    return parts;
  }

  long connectTimeoutMillis() {
    return connectTimeout.toMillis();
  }

  int maxPayloadBytes() {
    return parts.configuration().getMaxFramePayloadLength();
  }
}
