package dev.dropbell.upload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentTypesTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a.jpg,           image/jpeg",
    "A.JPG,           image/jpeg",
    "a.txt,           text/plain",
    "a.html,          text/html",
    "a.csv,           text/csv",
    "a.json,          application/json",
    "a.pdf,           application/pdf",
    "a.svg,           image/svg+xml",
    "a.webp,          image/webp",
    "a.mp4,           video/mp4",
    "a.xml,           application/xml",
    "a.zip,           application/zip",
    "a.gz,            application/gzip",
    "a.tar.gz,        application/gzip",
    "a.md,            text/markdown",
    "a.yaml,          application/yaml",
    "a.unknown,       application/octet-stream",
    "gz,              application/octet-stream",
    "a.,              application/octet-stream",
    "archive.,        application/octet-stream",
  })
  void type_isTheExtensions(String filename, String type) {
    assertThat(ContentTypes.of(filename)).isEqualTo(type);
  }
}
