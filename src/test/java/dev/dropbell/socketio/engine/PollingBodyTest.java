package dev.dropbell.socketio.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.nio.charset.Charset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets with 0x1e between them, binary in base64. */
class PollingBodyTest {

  @Test
  void body_isSplitAtSeparators() {
    assertThat(split("4a\u001e4b\u001e2", UTF_8)).containsExactly("4a", "4b", "2");
    assertThat(split("4ä€𝄞", UTF_8)).containsExactly("4ä€𝄞");
    assertThat(split("", UTF_8)).containsExactly("");
    assertThat(split("4a\u001e", UTF_8)).containsExactly("4a", "");
  }

  @Test
  void noUtf8_isMalformed() {
    assertThatThrownBy(() -> split("4ä", ISO_8859_1)).isInstanceOf(MalformedPacketException.class);
  }

  @Test
  void endlessPackets_areMalformed() {
    assertThatThrownBy(() -> split("\u001e".repeat(20_000), UTF_8))
        .isInstanceOf(MalformedPacketException.class);
  }

  @Test
  void binary_isDecoded() {
    assertThat(PollingBody.isBinary("bAQIDBA==")).isTrue();
    assertThat(PollingBody.isBinary("4b")).isFalse();
    assertThat(PollingBody.isBinary("")).isFalse();
    assertThat(PollingBody.binary("bAQIDBA==")).containsExactly(1, 2, 3, 4);
    assertThat(PollingBody.binary("b")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"b!", "bA", "bAQ=x", "b AQID"})
  void noBase64_isMalformed(String packet) {
    assertThatThrownBy(() -> PollingBody.binary(packet))
        .isInstanceOf(MalformedPacketException.class);
  }

  private static List<String> split(String body, Charset charset) {
    return PollingBody.split(Unpooled.copiedBuffer(body, charset));
  }
}
