package dev.dropbell.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

/** Every setting of the TCP ports: its default, another value, and what a wrong one says. */
class TcpPropertiesTest {

  @Configuration
  @EnableConfigurationProperties(TcpProperties.class)
  static class Settings {}

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner().withUserConfiguration(Settings.class);

  @Test
  void defaults() {
    runner.run(context -> {
      TcpProperties settings = context.getBean(TcpProperties.class);
      assertThat(settings.port()).isEqualTo(7000);
      assertThat(settings.hasEcho()).isFalse();
      assertThat(settings.backlog()).isEqualTo(1024);
      assertThat(settings.idleTimeout()).isEqualTo(Duration.ofMinutes(5));
      assertThat(settings.frameTimeout()).isEqualTo(Duration.ofSeconds(30));
      assertThat(settings.authTimeout()).isEqualTo(Duration.ofSeconds(10));
      assertThat(settings.maxConnections()).isEqualTo(50_000);
      assertThat(settings.maxConnectionsPerAddress()).isEqualTo(20_000);
      assertThat(settings.outgoingBuffer()).isEqualTo(DataSize.ofMegabytes(1));
      assertThat(settings.incomingBytes()).isEqualTo(Runtime.getRuntime().maxMemory() / 4);
      assertThat(settings.threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
      assertThat(settings.ssl().bundle()).isEmpty();
    });
  }

  @Test
  void otherValues() {
    runner
        .withPropertyValues(
            "dropbell.tcp.port=0",
            "dropbell.tcp.echo-port=7007",
            "dropbell.tcp.backlog=5",
            "dropbell.tcp.idle-timeout=1s",
            "dropbell.tcp.frame-timeout=2s",
            "dropbell.tcp.auth-timeout=3s",
            "dropbell.tcp.max-connections=6",
            "dropbell.tcp.max-connections-per-address=7",
            "dropbell.tcp.outgoing-buffer=8KB",
            "dropbell.tcp.incoming-buffer=9KB",
            "dropbell.tcp.threads=10",
            "dropbell.tcp.ssl.bundle=frames")
        .run(context ->
            assertThat(context.getBean(TcpProperties.class))
                .isEqualTo(
                    new TcpProperties(
                        0,
                        7007,
                        5,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        6,
                        7,
                        DataSize.ofKilobytes(8),
                        DataSize.ofKilobytes(9),
                        10,
                        new TcpProperties.Ssl("frames"))));
  }

  @ParameterizedTest
  @CsvSource({"'', false", "-1, false", "0, true", "7007, true"})
  void echo_isOffAndOn(String port, boolean on) {
    runner
        .withPropertyValues("dropbell.tcp.echo-port=" + port)
        .run(context -> assertThat(context.getBean(TcpProperties.class).hasEcho()).isEqualTo(on));
  }

  @ParameterizedTest
  @CsvSource({
    "port, 70000",
    "port, -1",
    "echo-port, -2",
    "backlog, 0",
    "idle-timeout, 0s",
    "frame-timeout, -1s",
    "auth-timeout, 0s",
    "max-connections, 0",
    "max-connections-per-address, 0",
    "outgoing-buffer, 0",
    "outgoing-buffer, 3GB",
    "incoming-buffer, -1B",
    "threads, -1",
  })
  void wrongValue_isNamed(String key, String value) {
    runner
        .withPropertyValues("dropbell.tcp." + key + "=" + value)
        .run(context ->
            assertThat(context.getStartupFailure())
                .rootCause()
                .hasMessageContaining("dropbell.tcp." + key + ": "));
  }
}
