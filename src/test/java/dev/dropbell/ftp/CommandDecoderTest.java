package dev.dropbell.ftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.filterchain.IoFilter.NextFilter;
import org.apache.mina.core.session.DummySession;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.filter.codec.ProtocolDecoderOutput;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lines come out the same wherever the network cuts the bytes. */
class CommandDecoderTest {

  record Case(String text, Charset wire, List<Object> lines) {

    byte[] bytes() {
      return text.getBytes(wire);
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        utf8("NOOP\r\n", "NOOP"),
        utf8("NOOP\n", "NOOP"),
        utf8("\r\n", ""),
        utf8("USER a\r\nPASS b\r\n", "USER a", "PASS b"),
        utf8("STOR a \r\n", "STOR a "),
        utf8("STOR a\rb\r\r\n", "STOR a\rb\r"),
        utf8("STOR nul\0\r\n", "STOR nul\0"),
        utf8("STOR ümläut 😀.txt\r\n", "STOR ümläut 😀.txt"),
        utf8("NOOP\r\nunfinished", "NOOP"),
        bytes("STOR \u00e9\r\n", "STOR \ufffd"),
        bytes("STOR a\u00ffb\r\n", "STOR a\ufffdb"),
        bytes("STOR a\u00ff\u00f4b\r\n", "STOR a\ufffd\ufffdb"),
        bytes("\u00ff\u00f4\u00ff\u00f2ABOR\r\n", "ABOR"),
        // The last byte of a Synch travels as urgent data and may be missing.
        bytes("\u00ff\u00f4\u00ffABOR\r\n", "ABOR"),
        bytes("NOOP\r\n\u00ff\u00f4\u00ff\u00f2ABOR\r\nNOOP\r\n", "NOOP", "ABOR", "NOOP"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void lines_areTheSameWhereverTheyAreCut(Case given) {
    for (int cut = 0; cut <= given.bytes().length; cut++) {
      assertThat(decode(given.bytes(), cut)).as("cut at %d", cut).isEqualTo(given.lines());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void lines_areTheSameByteByByte(Case given) {
    CommandDecoder decoder = new CommandDecoder();
    List<Object> lines = new ArrayList<>();
    for (byte octet : given.bytes()) {
      decode(decoder, new byte[] {octet}, lines);
    }
    assertThat(lines).isEqualTo(given.lines());
  }

  static Stream<Case> lengths() {
    String longest = "x".repeat(CommandDecoder.MAX_LINE - 1);
    return Stream.of(
        utf8(longest + "\r\nNOOP\r\n", longest, "NOOP"),
        utf8(longest + "xy\r\nNOOP\r\n", CommandDecoder.TOO_LONG, "NOOP"),
        utf8("x".repeat(100_000) + "\r\nNOOP\r\n", CommandDecoder.TOO_LONG, "NOOP"));
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void lineThatIsTooLong_isToldAndTheNextIsFine(Case given) {
    assertThat(decode(given.bytes(), given.bytes().length / 2)).isEqualTo(given.lines());
  }

  private static List<Object> decode(byte[] bytes, int cut) {
    CommandDecoder decoder = new CommandDecoder();
    List<Object> lines = new ArrayList<>();
    decode(decoder, Arrays.copyOfRange(bytes, 0, cut), lines);
    decode(decoder, Arrays.copyOfRange(bytes, cut, bytes.length), lines);
    return lines;
  }

  private static void decode(CommandDecoder decoder, byte[] bytes, List<Object> lines) {
    ProtocolDecoderOutput output =
        new ProtocolDecoderOutput() {
          @Override
          public void write(Object message) {
            lines.add(message);
          }

          @Override
          public void flush(NextFilter next, IoSession session) {}
        };
    decoder.decode(new DummySession(), IoBuffer.wrap(bytes), output);
  }

  private static Case utf8(String text, Object... lines) {
    return new Case(text, UTF_8, List.of(lines));
  }

  /** Every character of the text is one byte. */
  private static Case bytes(String text, Object... lines) {
    return new Case(text, ISO_8859_1, List.of(lines));
  }
}
