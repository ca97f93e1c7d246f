package dev.dropbell.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicTest {

  @ParameterizedTest
  @ValueSource(strings = {"cats", "uploads/cams/front", "a-b_c.d/e:f", "0", "Größe", "/", "猫"})
  void parse_takes(String name) {
    assertThat(Topic.parse(name)).hasToString(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a#b", "a*", "a\0", "a\n", "😀", "a%20b", "a\\b", "a?"})
  void parse_refusesAndSaysWhatIsAllowed(String name) {
    assertThatThrownBy(() -> Topic.parse(name))
        .isInstanceOf(InvalidTopicException.class)
        .message()
        .startsWith(name.isEmpty() ? "A topic must not be empty" : "Topic '")
        .doesNotMatch("(?s).*\\p{Cntrl}.*");
  }

  @Test
  void parse_takes255CharactersAndNoMore() {
    assertThat(Topic.parse("x".repeat(255)).name()).hasSize(255);
    assertThatThrownBy(() -> Topic.parse("x".repeat(256)))
        .isInstanceOf(InvalidTopicException.class)
        .hasMessageContaining("256");
  }

  @ParameterizedTest
  @CsvSource({
    "/,uploads",
    "/cams,uploads/cams uploads",
    "/cams/front,uploads/cams/front uploads/cams uploads"
  })
  void ofUploadsTo_isTheDirectoryAndItsParentsTheDeepestFirst(String directory, String topics) {
    assertThat(Topic.ofUploadsTo(directory).stream().map(Topic::name).toList())
        .isEqualTo(Arrays.asList(topics.split(" ")));
  }

  @Test
  void parseAll_leavesOutRepeatsBeforeItCounts() {
    assertThat(Topic.parseAll(List.of("b", "a", "b")))
        .extracting(Topic::name)
        .containsExactly("b", "a");
  }
}
