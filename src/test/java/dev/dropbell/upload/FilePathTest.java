package dev.dropbell.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilePathTest {

  private static final FilePath CAMS = new FilePath("/cams");

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          a.jpg,            /cams/a.jpg
          front/a.jpg,      /cams/front/a.jpg
          /a.jpg,           /a.jpg
          //a//b///c,       /a/b/c
          '',               /cams
          .,                /cams
          ./a,              /cams/a
          a/.,              /cams/a
          ..,               /
          ../a,             /a
          /a/../b,          /b
          a/..,             /cams
          /,                /
          %2e%2e/a,         /cams/%2e%2e/a
          a..b,             /cams/a..b
          ' a ',            '/cams/ a '
          ~,                /cams/~
          """)
  void resolve_normalises(String path, String expected) {
    assertThat(CAMS.resolve(path)).hasToString(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../..",
        "/..",
        "/../cams",
        "a/../../..",
        ".hidden",
        "a/.hidden/b",
        "...",
        "a\\b",
        "a\0",
        "a\nb",
        "a\u007f",
        "a\u0085b",
        "a\uFFFDb",
        "a\uD800"
      })
  void resolve_refuses(String path) {
    assertThatThrownBy(() -> CAMS.resolve(path))
        .isInstanceOf(PathRefusedException.class)
        .message()
        .doesNotMatch("(?s).*\\p{Cntrl}.*");
  }

  @Test
  void resolve_countsBytesAndNotCharacters() {
    assertThat(FilePath.ROOT.resolve("ü".repeat(127) + "x").name()).hasSize(128);
    assertThatThrownBy(() -> FilePath.ROOT.resolve("ü".repeat(128)))
        .isInstanceOf(PathRefusedException.class)
        .hasMessageContaining("255");
  }

  @ParameterizedTest
  @CsvSource({"/,/,/", "/,/a,/a", "/home,/,/home", "/home,/a/b,/home/a/b"})
  void below_putsAPathIntoAHome(String home, String path, String expected) {
    assertThat(new FilePath(path).below(new FilePath(home))).hasToString(expected);
  }

  @ParameterizedTest
  @CsvSource({"/,'',/", "/a,a,/", "/a/b,b,/a"})
  void nameAndDirectory_splitAPath(String path, String name, String directory) {
    assertThat(new FilePath(path).name()).isEqualTo(name);
    assertThat(new FilePath(path).directory()).hasToString(directory);
  }

  @Test
  void in_staysBelowTheRoot() {
    assertThat(FilePath.ROOT.in(Path.of("/srv"))).isEqualTo(Path.of("/srv"));
    assertThat(new FilePath("/a/b").in(Path.of("/srv"))).isEqualTo(Path.of("/srv/a/b"));
  }
}
