package dev.dropbell.files.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class HttpPropertiesTest {

  @Test
  void defaults_surviveSlowClients() {
    assertThat(bind(Map.of()))
        .isEqualTo(
            new HttpProperties(
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                DataSize.ofKilobytes(4),
                15_000));
  }

  @Test
  void overrides_count() {
    assertThat(
            bind(
                Map.of(
                    "dropbell.http.header-timeout", "1s",
                    "dropbell.http.body-timeout", "2s",
                    "dropbell.http.write-timeout", "3s",
                    "dropbell.http.min-rate", "1MB",
                    "dropbell.http.max-connections-per-address", "7")))
        .isEqualTo(
            new HttpProperties(
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                DataSize.ofMegabytes(1),
                7));
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource({
    "header-timeout, 0s",
    "body-timeout, -1s",
    "write-timeout, 0s",
    "min-rate, 0",
    "max-connections-per-address, 0",
  })
  void nothingOrLess_isRefusedByName(String name, String value) {
    assertThatThrownBy(() -> bind(Map.of("dropbell.http." + name, value)))
        .rootCause()
        .hasMessageContaining("dropbell.http." + name)
        .hasMessageContaining("set ");
  }

  private static HttpProperties bind(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate("dropbell.http", HttpProperties.class);
  }
}
