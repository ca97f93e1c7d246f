package dev.dropbell.socketio;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/** Settings of the listener for tests: the defaults, but for what the test is about. */
final class TestSettings {

  private TestSettings() {}

  static SocketIoProperties withPort(int port) {
    return new SocketIoProperties(
        port,
        Duration.ofSeconds(25),
        Duration.ofSeconds(20),
        Duration.ofSeconds(10),
        DataSize.ofMegabytes(1),
        DataSize.ofMegabytes(1),
        50_000,
        20_000,
        2);
  }
}
