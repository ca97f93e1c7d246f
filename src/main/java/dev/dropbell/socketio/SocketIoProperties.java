package dev.dropbell.socketio;

import dev.dropbell.socketio.engine.EngineSettings;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the Socket.IO listener.
 *
 * @param port TCP port; 0 takes any free one
 * @param pingInterval how often the server pings a client
 * @param pingTimeout how long it waits for the answer before it ends the session
 * @param connectTimeout a connection that has entered no namespace by then is closed
 * @param maxPayload the largest message or polling body that a client may send; more closes its
 *     connection
 * @param maxOutgoing the most that may wait for one client to read; over it progress is dropped,
 *     then the client is closed
 * @param maxConnections the most TCP connections, and the most sessions
 * @param maxConnectionsPerAddress the same for one address; generous, because everybody behind a
 *     proxy has one address
 * @param threads event loops; 0 is one for each processor
 * @param ssl TLS
 */
@ConfigurationProperties("dropbell.socketio")
record SocketIoProperties(
    @DefaultValue("3000") int port,
    @DefaultValue("25s") Duration pingInterval,
    @DefaultValue("20s") Duration pingTimeout,
    @DefaultValue("10s") Duration connectTimeout,
    @DefaultValue("1MB") DataSize maxPayload,
    @DefaultValue("1MB") DataSize maxOutgoing,
    @DefaultValue("50000") int maxConnections,
    @DefaultValue("20000") int maxConnectionsPerAddress,
    @DefaultValue("0") int threads,
    @DefaultValue Ssl ssl) {

  private static final int MAX_PORT = 65535;

  /**
   * TLS.
   *
   * @param bundle name of a {@code spring.ssl.bundle}; empty is without TLS
   */
  record Ssl(@DefaultValue("") String bundle) {}

  SocketIoProperties {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException(
          "dropbell.socketio.port: %d is no port; use 1 to 65535, or 0 for any free one"
              .formatted(port));
    }
    positive("ping-interval", pingInterval);
    positive("ping-timeout", pingTimeout);
    positive("connect-timeout", connectTimeout);
    positive("max-payload", maxPayload);
    positive("max-outgoing", maxOutgoing);
    positive("max-connections", maxConnections);
    positive("max-connections-per-address", maxConnectionsPerAddress);
    if (threads < 0) {
      throw new IllegalArgumentException(
          "dropbell.socketio.threads: %d is not usable; write a number, or 0 for one for each processor"
              .formatted(threads));
    }
    threads = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }

  /** What the engine is to know of it. */
  EngineSettings engineSettings(String path) {
    return new EngineSettings(
        path,
        pingInterval,
        pingTimeout,
        (int) maxPayload.toBytes(),
        (int) maxOutgoing.toBytes(),
        maxConnections,
        maxConnectionsPerAddress);
  }

  private static void positive(String name, Duration duration) {
    if (!duration.isPositive() || duration.toMillis() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "dropbell.socketio.%s: %s is not usable; write a duration above 0, such as 20s"
              .formatted(name, duration));
    }
  }

  private static void positive(String name, DataSize size) {
    if (size.toBytes() < 1 || size.toBytes() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "dropbell.socketio.%s: %s is not usable; write a size such as 1MB, below 2GB"
              .formatted(name, size));
    }
  }

  private static void positive(String name, int number) {
    if (number < 1) {
      throw new IllegalArgumentException(
          "dropbell.socketio.%s: %d is not usable; write a number from 1".formatted(name, number));
    }
  }
}
