package dev.dropbell.hub;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {

  private static final String IDS = "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7";

  @ParameterizedTest
  @CsvSource({
    // as it came
    "00-%s-00, 00-%s-00",
    "00-%s-01, 00-%s-01",
    "00-%s-ff, 00-%s-ff",
    // a later version: what this one knows of it
    "01-%s-00, 00-%s-00",
    "01-%s-03, 00-%s-01",
    "cc-%s-01, 00-%s-01",
    "01-%s-01-, 00-%s-01",
    "fe-%s-02-what the future brings, 00-%s-00",
  })
  void wellFormed_isTaken(String header, String text) {
    TraceParent trace = requireNonNull(TraceParent.parse(header.formatted(IDS)));
    assertThat(trace.text()).isEqualTo(text.formatted(IDS));
    assertThat(TraceParent.parse(trace.text())).isEqualTo(trace);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "00-%s",
        "00-%s-",
        "00-%s-0",
        "00-%s-001",
        "00-%s-0g",
        "00-%s-0A",
        "00-%s-01-",
        "00-%s-01-more",
        "00-%s-01 ",
        " 00-%s-01",
        "00-%s-01,00-%s-01",
        "0-%s-01",
        "000-%s-01",
        "0x-%s-01",
        "FF-%s-01",
        "ff-%s-01",
        "ff-%s-01-more",
        "01-%s-01more",
        "01-%s-1",
        "00_%s_01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00F067AA0BA902B7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e47366-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b77-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473٤-00f067aa0ba902b7-01",
      })
  void malformed_isNone(String header) {
    assertThat(TraceParent.parse(header.replace("%s", IDS))).isNull();
  }

  @Test
  void traceId_isTheNameOfTheTrace() {
    TraceParent trace = requireNonNull(TraceParent.parse("00-" + IDS + "-01"));
    assertThat(trace.traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
  }
}
