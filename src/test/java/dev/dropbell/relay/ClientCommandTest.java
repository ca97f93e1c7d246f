package dev.dropbell.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.dropbell.hub.Topic;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client says over its WebSocket. */
class ClientCommandTest {

  @ParameterizedTest
  @ValueSource(strings = {"ping", "ping\n", "ping\r\n"})
  void ping_withOrWithoutNewline(String text) {
    assertThat(ClientCommand.parse(text)).isEqualTo(new ClientCommand.Ping());
  }

  @Test
  void topics_areParsed_withoutRepeats() {
    assertThat(ClientCommand.parse("{\"topics\": [\"cats\", \"dogs\", \"cats\"]}\n"))
        .isEqualTo(
            new ClientCommand.Topics(List.of(Topic.parse("cats"), Topic.parse("dogs")), null));
  }

  @Test
  void topics_mayBeNone() {
    assertThat(ClientCommand.parse("{\"topics\": []}"))
        .isEqualTo(new ClientCommand.Topics(List.of(), null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "hello                        | not valid JSON",
        "PING                         | not valid JSON",
        "``                           | Send ping or",
        "[]                           | an array",
        "{}                           | 'topics' is missing",
        "{\"topics\": \"cats\"}       | it is a string",
        "{\"topics\": [1]}            | element 0 is the integer 1",
        "{\"topics\": null}           | it is null",
        "{\"topics\": [\"a b\"]}      | not allowed",
        "{\"topics\": [\"\"]}         | must not be empty",
        "{\"topics\": [], \"x\": 1}   | Unknown field 'x'",
        "{\"topics\": []} {}          | not valid JSON",
        "{\"topics\":[],\"topics\":[]} | not valid JSON",
      })
  void anythingElse_isAnErrorThatSaysWhatToSend(String text, String error) {
    assertThat(ClientCommand.parse(text))
        .asInstanceOf(type(ClientCommand.Invalid.class))
        .extracting(ClientCommand.Invalid::error)
        .asString()
        .startsWith("{\"error\":\"")
        .contains(error);
  }

  @Test
  void nesting_withoutEnd_isAnError() {
    assertThat(ClientCommand.parse("[".repeat(100_000))).isInstanceOf(ClientCommand.Invalid.class);
  }
}
