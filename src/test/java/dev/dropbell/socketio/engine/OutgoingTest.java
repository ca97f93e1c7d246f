package dev.dropbell.socketio.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes on the wire, for both transports, out of one buffer. */
class OutgoingTest {

  @Test
  void text_isOneUnmaskedFrameAndItsPayload() {
    Outgoing packet = Outgoing.message("2[\"ä\"", "]");

    assertThat(frame(packet)).isEqualTo("8108" + hex("42[\"ä\"]"));
    assertThat(polled(packet)).isEqualTo("42[\"ä\"]");
    release(packet);
  }

  @Test
  void binary_isAFrameOrBase64() {
    Outgoing packet = Outgoing.binary(new byte[] {1, 2, 3, 4});

    assertThat(frame(packet)).isEqualTo("820401020304");
    assertThat(polled(packet)).isEqualTo("bAQIDBA==");
    release(packet);
  }

  @ParameterizedTest
  @CsvSource({
    "125, 817d",
    "126, 817e007e",
    "65535, 817effff",
    "65536, 817f0000000000010000",
  })
  void length_isAsShortAsItCanBe(int length, String header) {
    Outgoing packet = Outgoing.message("x".repeat(length - 1));

    assertThat(frame(packet)).startsWith(header).hasSize(header.length() + 2 * length);
    assertThat(packet.sizeBytes()).isEqualTo(header.length() / 2 + length);
    release(packet);
  }

  @Test
  void frames_liveLongerThanTheirPacket() {
    Outgoing packet = Outgoing.message("x");
    packet.retain();
    ByteBuf frame = packet.toWebSocket();

    packet.release();

    assertThat(frame.refCnt()).isEqualTo(1);
    assertThat(frame.toString(UTF_8)).endsWith("4x");
    assertThat(frame.release()).isTrue();
  }

  private static String frame(Outgoing packet) {
    packet.retain();
    ByteBuf frame = packet.toWebSocket();
    String hex = ByteBufUtil.hexDump(frame);
    frame.release();
    return hex;
  }

  private static String polled(Outgoing packet) {
    ByteBuf body = Unpooled.buffer();
    packet.appendTo(body);
    return body.toString(UTF_8);
  }

  private static String hex(String text) {
    return ByteBufUtil.hexDump(text.getBytes(UTF_8));
  }

  private static void release(Outgoing packet) {
    assertThat(packet.toWebSocket().release()).as("the last reference").isTrue();
  }
}
