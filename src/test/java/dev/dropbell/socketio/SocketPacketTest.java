package dev.dropbell.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dropbell.socketio.engine.MalformedPacketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Type, attachments, namespace, ack id and JSON, from left to right. */
class SocketPacketTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "0                    | CONNECT      | /        | -   | 0 | -",
        "0{\"a\":[1]}         | CONNECT      | /        | -   | 0 | {\"a\":[1]}",
        "0/custom             | CONNECT      | /custom  | -   | 0 | -",
        "0/custom,            | CONNECT      | /custom  | -   | 0 | -",
        "0/c?a=[,{}           | CONNECT      | /c?a=[   | -   | 0 | {}",
        "1/custom,            | DISCONNECT   | /custom  | -   | 0 | -",
        "2[\"a,/b\"]          | EVENT        | /        | -   | 0 | [\"a,/b\"]",
        "212[\"a\"]           | EVENT        | /        | 12  | 0 | [\"a\"]",
        "2/custom,12[\"a\"]   | EVENT        | /custom  | 12  | 0 | [\"a\"]",
        "3007[]               | ACK          | /        | 7   | 0 | []",
        "52-[\"a\"]           | BINARY_EVENT | /        | -   | 2 | [\"a\"]",
        "61-/custom,12[]      | BINARY_ACK   | /custom  | 12  | 1 | []",
      })
  void packet_isTakenApart(
      String text,
      SocketPacket.Type type,
      String namespace,
      Long ackId,
      int attachments,
      String json) {
    assertThat(SocketPacket.parse(text))
        .isEqualTo(new SocketPacket(type, namespace, ackId, attachments, json));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "a", "-", "\u0661", "5[]", "5-[]", "5x-[]", "51", "51001-[]"})
  void noPacket_isMalformed(String text) {
    assertThatThrownBy(() -> SocketPacket.parse(text)).isInstanceOf(MalformedPacketException.class);
  }

  @Test
  void hugeNumbersAndNames_areMalformed() {
    assertThatThrownBy(() -> SocketPacket.parse("2" + "9".repeat(16) + "[]"))
        .isInstanceOf(MalformedPacketException.class);
    assertThatThrownBy(() -> SocketPacket.parse("0/" + "x".repeat(255)))
        .isInstanceOf(MalformedPacketException.class);
  }
}
