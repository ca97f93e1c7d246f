package dev.dropbell.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

/** Each setting: its default, another value, and one that is refused. */
class RelayPropertiesTest {

  @Test
  void defaults() {
    RelayProperties properties = bind(Map.of());
    assertThat(properties.defaultTopics()).containsExactly("cats", "uploads");
    assertThat(properties.registrationExpiry()).isEqualTo(Duration.ofMinutes(5));
    assertThat(properties.reconnectGrace()).isEqualTo(Duration.ofMinutes(2));
    assertThat(properties.maxRegistrations()).isEqualTo(100_000);
    assertThat(properties.maxMessageSize()).isEqualTo(DataSize.ofMegabytes(1));
    assertThat(properties.outgoingBuffer()).isEqualTo(DataSize.ofMegabytes(1));
    assertThat(properties.pingInterval()).isEqualTo(Duration.ofSeconds(25));
  }

  @Test
  void overrides() {
    RelayProperties properties =
        bind(
            Map.of(
                "default-topics", "dogs",
                "registration-expiry", "1s",
                "reconnect-grace", "2s",
                "max-registrations", "3",
                "max-message-size", "4KB",
                "outgoing-buffer", "5KB",
                "ping-interval", "6s"));
    assertThat(properties.defaultTopics()).containsExactly("dogs");
    assertThat(properties.registrationExpiry()).isEqualTo(Duration.ofSeconds(1));
    assertThat(properties.reconnectGrace()).isEqualTo(Duration.ofSeconds(2));
    assertThat(properties.maxRegistrations()).isEqualTo(3);
    assertThat(properties.maxMessageSize()).isEqualTo(DataSize.ofKilobytes(4));
    assertThat(properties.outgoingBuffer()).isEqualTo(DataSize.ofKilobytes(5));
    assertThat(properties.pingInterval()).isEqualTo(Duration.ofSeconds(6));
  }

  @ParameterizedTest
  @CsvSource({
    "default-topics, a b",
    "registration-expiry, 0s",
    "reconnect-grace, -1s",
    "max-registrations, 0",
    "max-message-size, 0B",
    "outgoing-buffer, 2GB",
    "ping-interval, 0s",
  })
  void badValue_isRefusedByName(String key, String value) {
    assertThatThrownBy(() -> bind(Map.of(key, value)))
        .rootCause()
        .hasMessageContaining("dropbell.relay." + key)
        .hasMessageContaining("such as");
  }

  private static RelayProperties bind(Map<String, String> settings) {
    Map<String, String> named = new HashMap<>();
    settings.forEach((key, value) -> named.put("dropbell.relay." + key, value));
    return new Binder(new MapConfigurationPropertySource(named))
        .bindOrCreate("dropbell.relay", RelayProperties.class);
  }
}
