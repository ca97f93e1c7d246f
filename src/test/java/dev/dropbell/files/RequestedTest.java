package dev.dropbell.files;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestedTest {

  @Test
  void names_areTheSegments() {
    assertThat(Requested.parse("/cams/front/a.jpg"))
        .isEqualTo(new Requested(List.of("cams", "front", "a.jpg"), false));
    assertThat(Requested.parse("/cams/")).isEqualTo(new Requested(List.of("cams"), true));
    assertThat(Requested.parse("/")).isEqualTo(new Requested(List.of(), true));
  }

  @Test
  void nothingBehindFiles_isTheRootWithoutItsSlash() {
    assertThat(Requested.parse(null)).isEqualTo(new Requested(List.of(), false));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "/..",
        "/../etc",
        "/a/../b",
        "/.",
        "/.hidden",
        "/a/.dropbell/staging",
        "//",
        "//a",
        "/a//b",
        "/a\\b",
        "/..\\..\\etc",
        "/a\0",
        "/\0",
        "/a\0.jpg",
        "/\uFFFD",
        "/\uD800"
      })
  void whatCannotBeShown_isNothing(String pathInfo) {
    assertThat(Requested.parse(pathInfo)).isNull();
  }

  @Test
  void name_ofMoreThan255Bytes_isNothing() {
    assertThat(Requested.parse("/" + "a".repeat(255))).isNotNull();
    assertThat(Requested.parse("/" + "a".repeat(256))).isNull();
    assertThat(Requested.parse("/" + "é".repeat(128))).isNull();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "/cams,             /files/cams,                /files/cams/",
    "/a b,              /files/a%20b,               /files/a%20b/",
    "/100%+é,           /files/100%25%2B%C3%A9,     /files/100%25%2B%C3%A9/",
    "/😀,               /files/%F0%9F%98%80,        /files/%F0%9F%98%80/",
    "/javascript:a?b#c, /files/javascript%3Aa%3Fb%23c, /files/javascript%3Aa%3Fb%23c/",
  })
  void url_leavesNothingThatCouldBeMoreThanAName(String path, String file, String directory) {
    Requested requested = requireNonNull(Requested.parse(path));
    assertThat(requested.url(false)).isEqualTo(file);
    assertThat(requested.url(true)).isEqualTo(directory);
  }
}
