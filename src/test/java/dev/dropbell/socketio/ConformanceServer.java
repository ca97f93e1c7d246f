package dev.dropbell.socketio;

import com.corundumstudio.socketio.AckRequest;
import com.corundumstudio.socketio.MultiTypeAckCallback;
import com.corundumstudio.socketio.MultiTypeArgs;
import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.SocketIONamespace;
import com.corundumstudio.socketio.namespace.Namespace;
import dev.dropbell.security.AllowedOrigins;
import dev.dropbell.socketio.engine.CloseReason;
import dev.dropbell.socketio.engine.EngineSession;
import dev.dropbell.socketio.engine.Outgoing;
import dev.dropbell.socketio.engine.Receiver;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.springframework.util.unit.DataSize;

/**
 * The endpoint as it is, with the behaviour that the public protocol test suites expect of a
 * server.
 *
 * <pre>
 *   ConformanceServer [port [ping interval in ms [ping timeout in ms [largest payload [engine]]]]]
 * </pre>
 *
 * It serves {@code /socket.io/}, or with {@code engine} an Engine.IO echo at {@code /engine.io/}.
 */
public final class ConformanceServer implements AutoCloseable {

  private static final String ENGINE = "engine";

  private final SocketIoServer server;

  private ConformanceServer(SocketIoServer server) {
    this.server = server;
  }

  /** Runs until it is killed. */
  public static void main(String[] args) {
    ConformanceServer running =
        start(
            intArgument(args, 0, 3000),
            Duration.ofMillis(intArgument(args, 1, 300)),
            Duration.ofMillis(intArgument(args, 2, 200)),
            intArgument(args, 3, 1_000_000),
            args.length > 4 && args[4].equals(ENGINE));
    System.out.println("listening on " + running.port());
  }

  /**
   * Starts one in this JVM.
   *
   * @param port 0 takes any free one
   * @param maxPayload in bytes
   * @param engine an Engine.IO echo instead of Socket.IO
   */
  static ConformanceServer start(
      int port, Duration pingInterval, Duration pingTimeout, int maxPayload, boolean engine) {
    SocketIoProperties properties =
        new SocketIoProperties(
            port,
            pingInterval,
            pingTimeout,
            Duration.ofSeconds(10),
            DataSize.ofBytes(maxPayload),
            DataSize.ofMegabytes(1),
            1_000,
            1_000,
            // The suites send over two connections and expect the order of sending.
            1,
            new SocketIoProperties.Ssl(""));
    AllowedOrigins origins = new AllowedOrigins(List.of("*"));
    Pipeline pipeline =
        engine
            ? new Pipeline(
                properties.engineSettings("/engine.io/"), origins, null, (_, _, _) -> Echo::new)
            : Pipeline.socketIo(properties, origins, Admission::everybody, null);
    SocketIoServer server =
        new SocketIoServer(properties, InetAddress.getLoopbackAddress(), pipeline);
    behave(server.namespace(Namespace.DEFAULT_NAME));
    behave(server.namespace("/custom"));
    server.bind();
    return new ConformanceServer(server);
  }

  int port() {
    return server.boundAddress().getPort();
  }

  SocketIoServer server() {
    return server;
  }

  @Override
  public void close() {
    server.close();
  }

  private static void behave(SocketIONamespace namespace) {
    namespace.addConnectListener(
        socket -> socket.sendEvent("auth", socket.getHandshakeData().getAuthToken()));
    namespace.addMultiTypeEventListener(
        "message",
        (socket, args, ack) -> socket.sendEvent("message-back", args.getArgs().toArray()));
    namespace.addMultiTypeEventListener(
        "message-with-ack", (socket, args, ack) -> acknowledge(args, ack));
    namespace.addMultiTypeEventListener(
        "emit-with-ack", (socket, args, ack) -> emitWithAck(socket, args));
  }

  private static void acknowledge(MultiTypeArgs args, AckRequest ack) {
    ack.sendAckData(args.getArgs());
  }

  private static void emitWithAck(SocketIOClient socket, MultiTypeArgs args) {
    socket.sendEvent(
        "emit-with-ack",
        new MultiTypeAckCallback() {
          @Override
          public void onSuccess(MultiTypeArgs answer) {
            socket.sendEvent("emit-with-ack", answer.getArgs().toArray());
          }
        },
        args.getArgs().toArray());
  }

  private static int intArgument(String[] args, int index, int otherwise) {
    return args.length > index ? Integer.parseInt(args[index]) : otherwise;
  }

  /** Sends every message back. */
  private record Echo(EngineSession session) implements Receiver {

    @Override
    public void text(String message) {
      send(Outgoing.message(message));
    }

    @Override
    public void binary(byte[] message) {
      send(Outgoing.binary(message));
    }

    @Override
    public void closed(CloseReason reason) {
      // Nothing is kept.
    }

    private void send(Outgoing packet) {
      session.send(packet);
      packet.release();
    }
  }
}
