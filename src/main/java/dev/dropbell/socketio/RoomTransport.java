package dev.dropbell.socketio;

import com.corundumstudio.socketio.AckRequest;
import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.SocketIONamespace;
import com.corundumstudio.socketio.transport.NamespaceClient;
import dev.dropbell.hub.Audience;
import dev.dropbell.hub.Hub;
import dev.dropbell.hub.Message;
import dev.dropbell.hub.MessageType;
import dev.dropbell.hub.Transport;
import dev.dropbell.hub.TransportMeters;
import dev.dropbell.security.NotAllowedException;
import dev.dropbell.socketio.engine.Outgoing;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The events of DESIGN 2.4: who connects, what is joined and left, and what the hub delivers.
 *
 * <p>Safe for concurrent use: the event loops call in with what clients send, the hub's delivery
 * thread with messages. Neither waits for the other: a delivery only puts the message, encoded
 * once, into each client's outbox.
 */
final class RoomTransport implements Transport<Client> {

  private static final Duration COUNT_INTERVAL = Duration.ofSeconds(1);

  private final Audience<Client> audience;
  private final Map<UUID, Client> clients = new ConcurrentHashMap<>();
  private final ClientCounts counts = new ClientCounts(clients.values(), COUNT_INTERVAL);

  RoomTransport(Hub hub) {
    this.audience = hub.open(this);
  }

  /** Serves the clients of a namespace. */
  void serve(SocketIONamespace namespace) {
    namespace.addConnectListener(this::onConnect);
    namespace.addDisconnectListener(this::onDisconnect);
    on(namespace, "join_room", this::join);
    on(namespace, "leave_room", this::leave);
  }

  /** Where what clients lose is counted. */
  TransportMeters meters() {
    return audience.meters();
  }

  /** Ends what goes on without clients. */
  void stop() {
    counts.stop();
  }

  /** How many clients are in. */
  int clientCount() {
    return clients.size();
  }

  @Override
  public String name() {
    return SocketIoListener.NAME;
  }

  @Override
  public int deliver(Message message, Collection<Client> recipients) {
    Outgoing packet = encode(message);
    try {
      int count = 0;
      for (Client client : recipients) {
        client.send(packet);
        count++;
      }
      return count;
    } finally {
      packet.release();
    }
  }

  static Outgoing encode(Message message) {
    String event = message.type().wireName();
    JsonText payload = Payloads.of(message);
    return message.type() == MessageType.UPLOAD_PROGRESS
        ? PacketWriter.droppableEvent(event, payload)
        : PacketWriter.event(event, payload);
  }

  private void onConnect(SocketIOClient socket) {
    Head head = (Head) ((NamespaceClient) socket).getBaseClient();
    Client client = new Client(head, counts.nextArrival());
    clients.put(socket.getSessionId(), client);
    client.send("welcome", Payloads.id(client.id()));
    client.enter(audience);
    counts.arrived();
  }

  private void onDisconnect(SocketIOClient socket) {
    Client client = clients.remove(socket.getSessionId());
    if (client != null) {
      client.leave();
      counts.left();
    }
  }

  private void join(Client client, RoomRequest request, AckRequest ack) {
    client.requireRooms(request.rooms());
    client
        .subscription()
        .join(request.rooms(), request.since(), new RoomArrival(client, request, ack));
  }

  private void leave(Client client, RoomRequest request, AckRequest ack) {
    if (!request.single()) {
      throw new IllegalArgumentException("Send {\"room\": \"name\"}.");
    }
    client.subscription().leave(request.rooms());
    JsonText left = Payloads.room(request.rooms().getFirst());
    client.send("left", left);
    ack.sendAckData(left);
  }

  /** What is done about a request, and answered; it refuses by an exception with a message. */
  private interface Handler {
    void handle(Client client, RoomRequest request, AckRequest ack);
  }

  private void on(SocketIONamespace namespace, String event, Handler handler) {
    namespace.addEventListener(
        event,
        Object.class,
        (socket, payload, ack) -> {
          Client client = clients.get(socket.getSessionId());
          if (client != null) {
            answer(client, payload, ack, handler);
          }
        });
  }

  private static void answer(
      Client client, @Nullable Object payload, AckRequest ack, Handler handler) {
    try {
      handler.handle(client, RoomRequest.parse(payload), ack);
    } catch (IllegalArgumentException | NotAllowedException refused) {
      refuse(client, ack, refused);
    }
  }

  /** Says why not, through the ack if the client has asked for one. */
  static void refuse(Client client, AckRequest ack, RuntimeException cause) {
    JsonText error = Payloads.error(String.valueOf(cause.getMessage()));
    if (ack.isAckRequested()) {
      ack.sendAckData(error);
    } else {
      client.send("error_message", error);
    }
  }
}
