package dev.dropbell.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.upload.Evidence;
import dev.dropbell.upload.FilePath;
import dev.dropbell.upload.UploadEvent;
import dev.dropbell.upload.UploadProblem;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class UploadJsonTest {

  private static final UUID ID = UUID.fromString("0198f0e2-0000-7000-8000-000000000001");
  private static final Instant AT = Instant.ofEpochMilli(1_763_629_200_123L);
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final UploadJson json = new UploadJson(MAPPER);

  @Test
  void completed_hasTheFieldsOfTheDesignButTheCursor() {
    assertThat(MAPPER.readTree(json.completed(completed("/cams/front/a.jpg"))))
        .isEqualTo(
            MAPPER.readTree(
                """
                {"filename": "a.jpg", "size_bytes": 48213, "uploaded_at": 1763629200123,
                 "id": "0198f0e2-0000-7000-8000-000000000001", "path": "/cams/front/a.jpg",
                 "directory": "/cams/front", "sha256": "00ff", "content_type": "image/jpeg",
                 "user": "uploader", "url": "/files/cams/front/a.jpg", "replaced": false,
                 "evidence": "declared-size"}
                """));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          /a b.txt,        /files/a%20b.txt
          /100%.txt,       /files/100%25.txt
          /%2e%2e/x,       /files/%252e%252e/x
          '/a;b=c.txt',    /files/a%3Bb%3Dc.txt
          '/a?b#c.txt',    /files/a%3Fb%23c.txt
          /umläut.txt,     /files/uml%C3%A4ut.txt
          /😀/x.txt,       /files/%F0%9F%98%80/x.txt
          '/<"&''>.html',  /files/%3C%22%26%27%3E.html
          /a+b.txt,        /files/a%2Bb.txt
          """)
  void url_encodesWhateverIsInAName(String path, String url) {
    assertThat(completedField(path, "url")).isEqualTo(url);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          /a.jpg,      image/jpeg
          /a.JPG,      image/jpeg
          /a.b.png,    image/png
          /a.html,     text/html
          /a.unknown,  application/octet-stream
          /a,          application/octet-stream
          /x.jpg/a,    application/octet-stream
          """)
  void contentType_comesFromTheName(String path, String type) {
    assertThat(completedField(path, "content_type")).isEqualTo(type);
  }

  @Test
  void directory_ofTheRootIsASlash() {
    assertThat(completedField("/a.txt", "directory")).isEqualTo("/");
  }

  @Test
  void startedProgressedAndFailed_haveTheirSizeOnlyWhenItIsKnown() {
    FilePath path = new FilePath("/a\"b.txt");
    assertThat(MAPPER.readTree(json.started(new UploadEvent.Started(ID, path, "u", 5, null, AT))))
        .isEqualTo(state("{\"bytes\": 5}"));
    assertThat(
            MAPPER.readTree(json.progressed(new UploadEvent.Progressed(ID, path, "u", 5, 10L, AT))))
        .isEqualTo(state("{\"bytes\": 5, \"size\": 10}"));
    assertThat(
            MAPPER.readTree(
                json.failed(
                    new UploadEvent.Failed(ID, path, "u", 5, 10L, AT, UploadProblem.ABORTED))))
        .isEqualTo(state("{\"bytes\": 5, \"size\": 10, \"reason\": \"aborted\"}"));
  }

  private static JsonNode state(String more) {
    var state = MAPPER.createObjectNode();
    state.put("id", ID.toString()).put("path", "/a\"b.txt").put("user", "u");
    // Numbers as they come out of a parser, so that they compare as equal.
    MAPPER.readTree(more).properties().forEach(e -> state.set(e.getKey(), e.getValue()));
    return state;
  }

  private String completedField(String path, String field) {
    return MAPPER.readTree(json.completed(completed(path))).path(field).asString();
  }

  private static UploadEvent.Completed completed(String path) {
    return new UploadEvent.Completed(
        ID, new FilePath(path), "uploader", 48213, AT, AT, "00ff", false, Evidence.DECLARED_SIZE);
  }
}
