package dev.dropbell.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cursor comes back as it went out, and nothing else is one. */
class CursorTest {

  @Test
  void cursor_survivesTheWayThroughAClient() {
    Cursor cursor = new Cursor("k3x9", 999_999_999_999_999_999L);
    assertThat(Cursor.parse(cursor.toString())).isEqualTo(cursor);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "k3x9",
        "k3x9:",
        ":1",
        "k3x9:-1",
        "k3x9:1 ",
        "k 3:1",
        "k3x9:1:2",
        "k3x9:1000000000000000000",
        "k3x9:١",
        "null",
        "{\"epoch\":1}"
      })
  void whatIsNoCursor_isRefused(String text) {
    assertThatThrownBy(() -> Cursor.parse(text))
        .isInstanceOf(InvalidCursorException.class)
        .hasMessageContaining("k3x9:1042");
  }
}
