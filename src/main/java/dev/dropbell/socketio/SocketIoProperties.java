package dev.dropbell.socketio;

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
 * @param maxPayload the largest message or polling body that a client may send; more closes its
 *     connection
 */
@ConfigurationProperties("dropbell.socketio")
record SocketIoProperties(
    @DefaultValue("3000") int port,
    @DefaultValue("25s") Duration pingInterval,
    @DefaultValue("20s") Duration pingTimeout,
    @DefaultValue("1MB") DataSize maxPayload) {

  private static final int MAX_PORT = 65535;

  SocketIoProperties {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException(
          "dropbell.socketio.port: %d is no port; use 1 to 65535, or 0 for any free one"
              .formatted(port));
    }
    positive("ping-interval", pingInterval);
    positive("ping-timeout", pingTimeout);
    if (maxPayload.toBytes() < 1 || maxPayload.toBytes() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "dropbell.socketio.max-payload: %s is not usable; write a size such as 1MB, below 2GB"
              .formatted(maxPayload));
    }
  }

  private static void positive(String name, Duration duration) {
    if (!duration.isPositive() || duration.toMillis() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "dropbell.socketio.%s: %s is not usable; write a duration above 0, such as 20s"
              .formatted(name, duration));
    }
  }
}
