package dev.dropbell.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client may send, whatever pieces it comes in, and what closes it. */
class FrameReaderTest {

  private static final int LIMIT = 70_000;

  private final List<String> heard = new ArrayList<>();
  private final FrameReader reader =
      new FrameReader(
          LIMIT,
          new FrameReader.Listener() {
            @Override
            public void onText(String text) {
              heard.add("text " + text);
            }

            @Override
            public void onBinary() {
              heard.add("binary");
            }

            @Override
            public void onPing(byte[] payload) {
              heard.add("ping " + new String(payload, UTF_8));
            }

            @Override
            public void onClose(CloseStatus status) {
              heard.add("close " + status.code() + " " + status.reason());
            }
          });

  @Test
  void text_isUnmasked() throws Exception {
    // The example of RFC 6455, section 5.7.
    read(0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58);
    assertThat(heard).containsExactly("text Hello");
  }

  @Test
  void text_comesByteByByte() throws Exception {
    for (byte b : ClientFrames.text("héllo")) {
      reader.read(ByteBuffer.wrap(new byte[] {b}));
    }
    assertThat(heard).containsExactly("text héllo");
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "125", "126", "65535", "65536", "70000"})
  void text_ofEachLengthForm(int length) throws Exception {
    String text = "x".repeat(length);
    reader.read(ByteBuffer.wrap(ClientFrames.text(text)));
    assertThat(heard).containsExactly("text " + text);
  }

  @Test
  void severalFrames_inOnePiece() throws Exception {
    read(
        ClientFrames.text("a"),
        ClientFrames.frame(0x89, "b".getBytes(UTF_8)),
        ClientFrames.text("c"));
    assertThat(heard).containsExactly("text a", "ping b", "text c");
  }

  @Test
  void fragments_areJoined_alsoAroundAPing() throws Exception {
    byte[] euro = "€".getBytes(UTF_8);
    read(
        ClientFrames.frame(0x01, new byte[] {euro[0]}),
        ClientFrames.frame(0x89, new byte[0]),
        ClientFrames.frame(0x00, new byte[] {euro[1]}),
        ClientFrames.frame(0x80, new byte[] {euro[2]}),
        ClientFrames.text("next"));
    assertThat(heard).containsExactly("ping ", "text €", "text next");
  }

  @Test
  void binary_isToldWithoutItsBytes() throws Exception {
    read(ClientFrames.frame(0x82, new byte[] {1, 2, 3}));
    assertThat(heard).containsExactly("binary");
  }

  @Test
  void close_withAndWithoutCode_endsTheReading() throws Exception {
    read(
        ClientFrames.frame(0x88, new byte[] {0x03, (byte) 0xe8, 'b', 'y', 'e'}),
        ClientFrames.text("late"));
    assertThat(heard).containsExactly("close 1000 bye");
  }

  @Test
  void close_withoutCode() throws Exception {
    read(ClientFrames.frame(0x88, new byte[0]));
    assertThat(heard).containsExactly("close 1005 ");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "not masked,                        1002, 81 05 48 65 6c 6c 6f",
    "reserved bit,                      1002, C1 80 00 00 00 00",
    "unknown data opcode,               1002, 83 80 00 00 00 00",
    "unknown control opcode,            1002, 8B 80 00 00 00 00",
    "fragmented ping,                   1002, 09 80 00 00 00 00",
    "ping of 126 bytes,                 1002, 89 FE 00 7E 00 00 00 00",
    "continuation of nothing,           1002, 80 80 00 00 00 00",
    "message inside a message,          1002, 01 80 00 00 00 00 81 80 00 00 00 00",
    "negative length,                   1002, 81 FF FF FF FF FF FF FF FF FF 00 00 00 00",
    "close code of one byte,            1002, 88 81 00 00 00 00 03",
    "close code 1005,                   1002, 88 82 00 00 00 00 03 ED",
    "close code 999,                    1002, 88 82 00 00 00 00 03 E7",
    "close reason that is not UTF-8,    1007, 88 83 00 00 00 00 03 E8 FF",
    "text that is not UTF-8,            1007, 81 81 00 00 00 00 FF",
    "surrogate in UTF-8,                1007, 81 83 00 00 00 00 ED A0 80",
    "one byte more than allowed,        1009, 81 FF 00 00 00 00 00 01 11 71 00 00 00 00",
    "length of 8 exabytes,              1009, 81 FF 7F FF FF FF FF FF FF FF 00 00 00 00",
  })
  void violation_closesWithItsCode(String what, int code, String hex) {
    assertThatThrownBy(() -> read(parse(hex)))
        .as(what)
        .isInstanceOfSatisfying(
            WebSocketException.class, e -> assertThat(e.status().code()).isEqualTo(code));
  }

  @Test
  void fragments_countTogetherAgainstTheLimit() {
    assertThatThrownBy(() ->
            read(ClientFrames.frame(0x01, new byte[LIMIT]), ClientFrames.frame(0x80, new byte[1])))
        .isInstanceOfSatisfying(
            WebSocketException.class, e -> assertThat(e.status().code()).isEqualTo(1009));
  }

  @Test
  void afterAViolation_nothingIsHeard() throws Exception {
    assertThatThrownBy(() -> read(parse("83 80 00 00 00 00")))
        .isInstanceOf(WebSocketException.class);
    read(ClientFrames.text("late"));
    assertThat(heard).isEmpty();
  }

  private void read(int... bytes) throws WebSocketException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
    for (int b : bytes) {
      buffer.put((byte) b);
    }
    reader.read(buffer.flip());
  }

  private void read(byte[]... frames) throws WebSocketException {
    reader.read(ByteBuffer.wrap(ClientFrames.join(frames)));
  }

  private static byte[] parse(String hex) {
    return HexFormat.ofDelimiter(" ").parseHex(hex.toLowerCase(Locale.ROOT));
  }
}
