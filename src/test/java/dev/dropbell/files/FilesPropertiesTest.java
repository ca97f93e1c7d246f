package dev.dropbell.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class FilesPropertiesTest {

  private static final String KEY = "0123456789abcdef0123456789abcdef";

  @Test
  void defaults_areFiveMinutesAndAKeyOfThisStart() {
    FilesProperties settings = bind(Map.of());

    assertThat(settings.linkLifetime()).isEqualTo(Duration.ofMinutes(5));
    assertThat(settings.key()).hasSize(32).isNotEqualTo(bind(Map.of()).key());
  }

  @Test
  void overrides_count() {
    FilesProperties settings =
        bind(Map.of("dropbell.files.link-lifetime", "24h", "dropbell.files.link-key", KEY));

    assertThat(settings.linkLifetime()).isEqualTo(Duration.ofDays(1));
    assertThat(settings.key()).asString().isEqualTo(KEY);
    assertThat(settings.toString()).doesNotContain(KEY);
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource({
    "link-lifetime, 0s",
    "link-lifetime, -5m",
    "link-lifetime, 999ms",
    "link-lifetime, 86401s",
    "link-key, 0123456789abcdef0123456789abcde",
  })
  void valueOutOfBounds_isRefusedByName(String name, String value) {
    assertThatThrownBy(() -> bind(Map.of("dropbell.files." + name, value)))
        .rootCause()
        .hasMessageContaining("dropbell.files." + name)
        .hasMessageContaining("set ");
  }

  @Test
  void refusedKey_isNotShown() {
    assertThatThrownBy(() -> bind(Map.of("dropbell.files.link-key", "tooshort")))
        .rootCause()
        .hasMessageContaining("8 characters")
        .hasMessageNotContaining("tooshort");
  }

  private static FilesProperties bind(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate("dropbell.files", FilesProperties.class);
  }
}
