package dev.dropbell.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the server sends, byte for byte. */
class FramesTest {

  @ParameterizedTest
  @CsvSource({
    "0, 8100",
    "125, 817d",
    "126, 817e007e",
    "65535, 817effff",
    "65536, 817f0000000000010000",
  })
  void text_hasTheShortestLengthForm(int length, String header) {
    byte[] frame = Frames.text("x".repeat(length));
    int headerLength = header.length() / 2;
    assertThat(HexFormat.of().formatHex(frame, 0, headerLength)).isEqualTo(header);
    assertThat(frame).hasSize(headerLength + length);
    assertThat(Arrays.copyOfRange(frame, headerLength, frame.length))
        .isEqualTo("x".repeat(length).getBytes(US_ASCII));
  }

  @Test
  void text_isUtf8() {
    assertThat(Frames.text("é")).isEqualTo(HexFormat.of().parseHex("8102c3a9"));
  }

  @Test
  void close_carriesCodeAndReason() {
    assertThat(Frames.close(new CloseStatus(1000, "hi")))
        .isEqualTo(HexFormat.of().parseHex("880403e86869"));
  }

  @Test
  void close_withoutCode_isEmpty() {
    assertThat(Frames.close(new CloseStatus(CloseStatus.NO_CODE, "")))
        .isEqualTo(HexFormat.of().parseHex("8800"));
  }
}
