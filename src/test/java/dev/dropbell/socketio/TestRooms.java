package dev.dropbell.socketio;

import dev.dropbell.hub.Draft;
import dev.dropbell.hub.Hub;
import dev.dropbell.hub.MessageType;
import dev.dropbell.hub.Publication;
import dev.dropbell.hub.Topic;
import dev.dropbell.listener.ServerTls;
import dev.dropbell.security.AllowedOrigins;
import dev.dropbell.socketio.engine.Engine;
import dev.dropbell.testing.ForgetfulEventLog;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The Socket.IO listener on a free port with a hub of its own, without the rest of the service. */
final class TestRooms implements AutoCloseable {

  private final Hub hub = new Hub(new ForgetfulEventLog());
  private final SocketIoListener listener;

  private TestRooms(
      SocketIoProperties properties,
      AllowedOrigins origins,
      Admission admission,
      @Nullable ServerTls tls) {
    listener =
        new SocketIoListener(
            properties, InetAddress.getLoopbackAddress(), origins, admission, hub, tls);
    listener.start();
  }

  static TestRooms start(
      SocketIoProperties properties, AllowedOrigins origins, Admission admission) {
    return new TestRooms(properties, origins, admission, null);
  }

  /** Whoever speaks TLS is let in. */
  static TestRooms startByTls(SocketIoProperties properties, ServerTls tls) {
    return new TestRooms(properties, new AllowedOrigins(List.of("*")), Admission::everybody, tls);
  }

  int port() {
    return listener.boundAddress().getPort();
  }

  RawClient client() {
    return new RawClient(port(), Pipeline.SOCKET_IO_PATH);
  }

  Engine engine() {
    return listener.engine();
  }

  /** How many clients are in. */
  int clientCount() {
    return listener.rooms().clientCount();
  }

  /** Publishes JSON and waits until it was handed to everybody. */
  Publication publish(String json, String... topics) {
    return send(MessageType.MESSAGE, json, topics);
  }

  /** As {@link #publish}. */
  Publication send(MessageType type, String json, String... topics) {
    return hub.publish(
            Draft.of(
                UUID.randomUUID(),
                type,
                Arrays.stream(topics).map(Topic::parse).toList(),
                json,
                Instant.now()))
        .join();
  }

  @Override
  public void close() {
    listener.stop();
    hub.close();
  }
}
