package dev.dropbell.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dropbell.hub.Topic;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One room or several, and a sentence that says what to send when it is neither. */
class RoomRequestTest {

  @Test
  void oneRoom_isAnsweredWithOne() {
    assertThat(RoomRequest.parse(Map.of("room", "cats")))
        .isEqualTo(new RoomRequest(List.of(new Topic("cats")), true, null));
  }

  @Test
  void severalRooms_areTakenOnceEach() {
    assertThat(RoomRequest.parse(Map.of("rooms", List.of("a", "b", "a"), "since", "k3x9:7")))
        .isEqualTo(new RoomRequest(List.of(new Topic("a"), new Topic("b")), false, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "7",
        "\"cats\"",
        "[\"cats\"]",
        "{}",
        "{\"room\":\"a\",\"rooms\":[\"b\"]}",
        "{\"room\":null}",
        "{\"room\":[\"cats\"]}",
        "{\"room\":\"\"}",
        "{\"room\":\"a b\"}",
        "{\"rooms\":[]}",
        "{\"rooms\":\"cats\"}",
        "{\"rooms\":[1]}",
        "{\"rooms\":[null]}",
        "{\"rooms\":[\"a\",\"\"]}"
      })
  void anythingElse_isRefusedWithASentence(String json) {
    assertThatThrownBy(() -> RoomRequest.parse(SocketJson.read(json)))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .endsWith(".");
  }
}
