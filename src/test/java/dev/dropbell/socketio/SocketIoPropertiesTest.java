package dev.dropbell.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

/** Each setting: its default, another value, and what is refused by name. */
class SocketIoPropertiesTest {

  private final ApplicationContextRunner context =
      new ApplicationContextRunner().withUserConfiguration(Settings.class);

  @Test
  void defaults() {
    context.run(c ->
        assertThat(c.getBean(SocketIoProperties.class))
            .isEqualTo(
                new SocketIoProperties(
                    3000,
                    Duration.ofSeconds(25),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(10),
                    DataSize.ofMegabytes(1),
                    DataSize.ofMegabytes(1),
                    50_000,
                    20_000,
                    Runtime.getRuntime().availableProcessors(),
                    new SocketIoProperties.Ssl(""))));
  }

  @Test
  void overrides() {
    context
        .withPropertyValues(
            "dropbell.socketio.port=0",
            "dropbell.socketio.ping-interval=1s",
            "dropbell.socketio.ping-timeout=2s",
            "dropbell.socketio.connect-timeout=3s",
            "dropbell.socketio.max-payload=4KB",
            "dropbell.socketio.max-outgoing=5KB",
            "dropbell.socketio.max-connections=6",
            "dropbell.socketio.max-connections-per-address=7",
            "dropbell.socketio.threads=8",
            "dropbell.socketio.ssl.bundle=rooms")
        .run(c ->
            assertThat(c.getBean(SocketIoProperties.class))
                .isEqualTo(
                    new SocketIoProperties(
                        0,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        DataSize.ofKilobytes(4),
                        DataSize.ofKilobytes(5),
                        6,
                        7,
                        8,
                        new SocketIoProperties.Ssl("rooms"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "port=70000",
        "port=-1",
        "ping-interval=0s",
        "ping-timeout=-1s",
        "connect-timeout=0s",
        "max-payload=0B",
        "max-payload=3GB",
        "max-outgoing=0B",
        "max-connections=0",
        "max-connections-per-address=0",
        "threads=-1"
      })
  void badValue_isRefusedByName(String setting) {
    String name = "dropbell.socketio." + setting.substring(0, setting.indexOf('='));

    context
        .withPropertyValues("dropbell.socketio." + setting)
        .run(c -> assertThat(c).getFailure().rootCause().message().startsWith(name + ": "));
  }

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(SocketIoProperties.class)
  static class Settings {}
}
