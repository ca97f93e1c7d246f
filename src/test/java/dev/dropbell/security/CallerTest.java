package dev.dropbell.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller may is what its token says, to the segment. */
class CallerTest {

  @ParameterizedTest
  @EnumSource(Scope.class)
  void scope_isAllThatItIs(Scope scope) {
    Caller caller = caller(EnumSet.of(scope), List.of(), List.of());

    for (Scope asked : Scope.values()) {
      assertThat(caller.may(asked)).isEqualTo(asked == scope || scope == Scope.ADMIN);
      assertThat(caller.mayTopic(asked, "cats")).isEqualTo(asked == scope || scope == Scope.ADMIN);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "uploads/cams,          true",
    "uploads/cams/front,    true",
    "uploads/cams/,         true",
    "cats,                  true",
    "uploads/camsX,         false",
    "uploads/cam,           false",
    "uploads,               false",
    "uploads/Cams,          false",
    "/uploads/cams,         false",
    "x/uploads/cams,        false",
    "catsX,                 false",
  })
  void topicPrefix_matchesWholeSegments(String topic, boolean allowed) {
    Caller caller = caller(Set.of(Scope.SUBSCRIBE), List.of("uploads/cams", "cats"), List.of());

    assertThat(caller.mayTopic(Scope.SUBSCRIBE, topic)).isEqualTo(allowed);
    assertThat(caller.mayTopic(Scope.PUBLISH, topic)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "/cams,            true",
    "/cams/,           true",
    "/cams/front/a,    true",
    "/cams/...,        true",
    "/camsX,           false",
    "/cam,             false",
    "/,                false",
    "cams,             false",
    "//cams,           false",
    "/cams//a,         false",
    "/cams/../b,       false",
    "/cams/..,         false",
    "/cams/./a,        false",
    "/cams\\..\\b,     false",
    "'',               false",
  })
  void pathPrefix_matchesWholeSegments(String path, boolean allowed) {
    assertThat(caller(Set.of(Scope.READ), List.of(), List.of("/cams")).mayPath(path))
        .isEqualTo(allowed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/cams", "/cams/front/"})
  void readerWithoutPrefixes_mayReadAll(String path) {
    assertThat(caller(Set.of(Scope.READ), List.of(), List.of()).mayPath(path)).isTrue();
    assertThat(caller(Set.of(Scope.READ), List.of(), List.of("/")).mayPath(path)).isTrue();
    assertThat(caller(Set.of(Scope.SUBSCRIBE), List.of(), List.of()).mayPath(path)).isFalse();
  }

  @Test
  void admin_isBoundByNoPrefix() {
    Caller admin = caller(Set.of(Scope.ADMIN), List.of("cats"), List.of("/cams"));

    assertThat(admin.mayTopic(Scope.PUBLISH, "dogs")).isTrue();
    assertThat(admin.mayPath("/else")).isTrue();
    assertThat(admin.mayPath("/../else")).isFalse();
  }

  @Test
  void refusal_saysWhatIsMissing() {
    Caller caller = caller(Set.of(Scope.PUBLISH), List.of("cats"), List.of());

    assertThatExceptionOfType(NotAllowedException.class)
        .isThrownBy(() -> caller.requireTopic(Scope.SUBSCRIBE, "cats"))
        .withMessage("The token 'probe' lacks the scope 'subscribe'.");
    assertThatExceptionOfType(NotAllowedException.class)
        .isThrownBy(() -> caller.requireTopic(Scope.PUBLISH, "catsX"))
        .withMessage("The token 'probe' does not allow the topic 'catsX'.");
    caller.requireTopic(Scope.PUBLISH, "cats/tabby");
  }

  @Test
  void anybody_mayAllAndIsNobody() {
    assertThat(Caller.anybody().anonymous()).isTrue();
    assertThat(Caller.anybody().userId()).isEmpty();
    assertThat(Caller.anybody().may(Scope.ADMIN)).isTrue();
    assertThat(caller(Set.of(Scope.ADMIN), List.of(), List.of()).anonymous()).isFalse();
  }

  private static Caller caller(Set<Scope> scopes, List<String> topics, List<String> paths) {
    return new Caller("probe", null, scopes, topics, paths);
  }
}
