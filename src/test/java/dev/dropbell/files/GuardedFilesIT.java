package dev.dropbell.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.testing.GuardedService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a token opens of the files: whole paths, listed and downloaded alike. */
class GuardedFilesIT {

  @TempDir static Path root;
  private static GuardedService service;

  @BeforeAll
  static void start() throws Exception {
    Files.createDirectories(root.resolve("cams/front"));
    Files.createDirectories(root.resolve("cams-private"));
    Files.writeString(root.resolve("cams/front/a.txt"), "content");
    Files.writeString(root.resolve("cams-private/a.txt"), "content");
    Files.writeString(root.resolve("a.txt"), "content");
    service =
        GuardedService.start(
            root,
            Map.of(
                "all", "scopes=read",
                "cams", "scopes=read paths=/cams",
                "publisher", "scopes=publish"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "all,       /files/,                    200",
    "all,       /files/a.txt,               200",
    "cams,      /files/cams/,               200",
    "cams,      /files/cams/front/,         200",
    "cams,      /files/cams/front/a.txt,    200",
    "cams,      /files/cams/no.txt,         404",
    "cams,      /files/,                    403",
    "cams,      /files/a.txt,               403",
    "cams,      /files/no.txt,              403",
    "cams,      /files/cams-private/,       403",
    "cams,      /files/cams-private/a.txt,  403",
    "cams,      /files/cams/../a.txt,       403",
    "cams,      /files/health,              403",
    "publisher, /files/publish,             403",
    "nobody,    /files/health,              401",
    "cams,      /files/cams%2f..%2fa.txt,   400",
    "publisher, /files/a.txt,               403",
    "nobody,    /files/a.txt,               401",
  })
  void token_opensItsPaths(String caller, String path, int status) throws Exception {
    var answer = service.get(caller, path);
    assertThat(answer.statusCode()).isEqualTo(status);
    if (status != 200) {
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }
  }

  /** The path of the dashboard's parts is open to anybody; that of the files is not. */
  @Test
  void openPath_doesNotLeadToFiles() throws Exception {
    for (String path : new String[] {"/assets/../files/a.txt", "/assets/%2e%2e/files/a.txt"}) {
      assertThat(RawHttp.get(service.service(), path).status()).isIn(400, 401, 403, 404);
      assertThat(RawHttp.get(service.service(), path).text()).doesNotContain("content");
    }
  }
}
