package dev.dropbell.socketio;

import com.corundumstudio.socketio.AckRequest;
import com.corundumstudio.socketio.AuthTokenResult;
import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.SocketIONamespace;
import dev.dropbell.hub.Audience;
import dev.dropbell.hub.Hub;
import dev.dropbell.hub.Message;
import dev.dropbell.hub.Topic;
import dev.dropbell.hub.Transport;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The events of DESIGN 2.4: who connects, what is joined and left, and what the hub delivers.
 *
 * <p>Safe for concurrent use: the event loops call in with what clients send, the hub's delivery
 * thread with messages.
 */
final class RoomTransport implements Transport<Client> {

  private static final Duration COUNT_INTERVAL = Duration.ofSeconds(1);

  private final Hub hub;
  private final Audience<Client> audience;
  private final Map<UUID, Client> clients = new ConcurrentHashMap<>();
  private final ClientCounts counts;

  RoomTransport(Hub hub, ScheduledExecutorService scheduler) {
    this.hub = hub;
    this.audience = hub.open(this);
    this.counts = new ClientCounts(clients.values(), scheduler, COUNT_INTERVAL);
  }

  /** Serves the clients of a namespace. */
  void serve(SocketIONamespace namespace) {
    namespace.addConnectListener(this::onConnect);
    namespace.addAuthTokenListener((auth, socket) -> onAuth(socket, auth));
    namespace.addDisconnectListener(this::onDisconnect);
    on(namespace, "join_room", this::join);
    on(namespace, "leave_room", this::leave);
  }

  @Override
  public String name() {
    return SocketIoListener.NAME;
  }

  @Override
  public int deliver(Message message, Collection<Client> recipients) {
    JsonText payload = Payloads.of(message);
    int count = 0;
    for (Client client : recipients) {
      client.send(message.type().wireName(), payload);
      count++;
    }
    return count;
  }

  private void onConnect(SocketIOClient socket) {
    Client client = new Client(socket, counts.nextArrival());
    clients.put(socket.getSessionId(), client);
    client.enter(audience);
    client.send("welcome", Payloads.id(client.id()));
    counts.arrived();
  }

  private AuthTokenResult onAuth(SocketIOClient socket, Object auth) {
    Client client = clients.get(socket.getSessionId());
    try {
      if (client != null) {
        client.belongsTo(Identity.userOf(auth));
      }
      return AuthTokenResult.AuthTokenResultSuccess;
    } catch (IllegalArgumentException refused) {
      onDisconnect(socket);
      return new AuthTokenResult(false, Map.of("message", String.valueOf(refused.getMessage())));
    }
  }

  private void onDisconnect(SocketIOClient socket) {
    Client client = clients.remove(socket.getSessionId());
    if (client != null) {
      client.leave();
      counts.left();
    }
  }

  private JsonText join(Client client, RoomRequest request) {
    client.subscription().join(request.rooms());
    for (Topic room : request.rooms()) {
      client.send("joined", Payloads.room(room));
    }
    return request.single()
        ? Payloads.joined(request.rooms().getFirst(), hub.head())
        : Payloads.joined(request.rooms(), hub.head());
  }

  private JsonText leave(Client client, RoomRequest request) {
    if (!request.single()) {
      throw new IllegalArgumentException("Send {\"room\": \"name\"}.");
    }
    client.subscription().leave(request.rooms());
    JsonText left = Payloads.room(request.rooms().getFirst());
    client.send("left", left);
    return left;
  }

  private void on(
      SocketIONamespace namespace,
      String event,
      BiFunction<Client, RoomRequest, JsonText> handler) {
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
      Client client,
      @Nullable Object payload,
      AckRequest ack,
      BiFunction<Client, RoomRequest, JsonText> handler) {
    try {
      ack.sendAckData(handler.apply(client, RoomRequest.parse(payload)));
    } catch (IllegalArgumentException malformed) {
      JsonText error = Payloads.error(String.valueOf(malformed.getMessage()));
      if (ack.isAckRequested()) {
        ack.sendAckData(error);
      } else {
        client.send("error_message", error);
      }
    }
  }
}
