package dev.dropbell.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.json.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a published message on its way to a plain client. */
class JsonTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"are awesome\"         | \"are awesome\"          | are awesome",
        "\"tab\\t\\u00e9\"       | \"tab\\té\"              | tab\té",
        "\"\"                    | \"\"                     | ''",
        "1.10                    | 1.10                     | 1.10",
        "12345678901234567890.5  | 12345678901234567890.5   | 12345678901234567890.5",
        "true                    | true                     | true",
        "null                    | null                     | null",
        "{ \"a\" : [ 1, null ] } | {\"a\":[1,null]}         | {\"a\":[1,null]}",
      })
  void message_isKeptCompact_andStringsAreSentAsText(String sent, String kept, String received) {
    String data = JsonFields.parse("{\"message\":" + sent + "}", "").json("message");
    assertThat(data).isEqualTo(kept);
    assertThat(Json.textOrJson(data)).isEqualTo(received);
  }
}
