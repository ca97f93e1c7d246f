package dev.dropbell.socketio;

import dev.dropbell.security.AllowedOrigins;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.springframework.util.unit.DataSize;

/** Settings of the listener for tests: the defaults, but for what the test is about. */
final class TestSettings {

  private TestSettings() {}

  static SocketIoProperties withPort(int port) {
    return settings(port, Duration.ofSeconds(10), 50_000, 20_000);
  }

  static SocketIoProperties withConnectTimeout(Duration timeout) {
    return settings(0, timeout, 50_000, 20_000);
  }

  static SocketIoProperties withLimits(int maxConnections, int maxPerAddress) {
    return settings(0, Duration.ofSeconds(10), maxConnections, maxPerAddress);
  }

  /** A server without listeners, bound to a free port. */
  static SocketIoServer server(SocketIoProperties properties, Admission admission) {
    SocketIoServer server =
        new SocketIoServer(
            properties,
            InetAddress.getLoopbackAddress(),
            Pipeline.socketIo(properties, new AllowedOrigins(List.of("*")), admission, null));
    server.namespace("");
    server.bind();
    return server;
  }

  private static SocketIoProperties settings(
      int port, Duration connectTimeout, int maxConnections, int maxPerAddress) {
    return new SocketIoProperties(
        port,
        Duration.ofSeconds(25),
        Duration.ofSeconds(20),
        connectTimeout,
        DataSize.ofMegabytes(1),
        DataSize.ofMegabytes(1),
        maxConnections,
        maxPerAddress,
        2,
        new SocketIoProperties.Ssl(""));
  }
}
