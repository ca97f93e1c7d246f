package dev.dropbell.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.files.RawHttp.Answer;
import dev.dropbell.testing.RunningService;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No request leaves the root, in any spelling. Paths go out byte by byte. */
class TraversalIT {

  private static final String SECRET = "this lies outside";

  @TempDir static Path outside;
  private static RunningService service;

  @BeforeAll
  static void start() throws Exception {
    Path root = Files.createDirectories(outside.resolve("root"));
    Path cams = Files.createDirectories(root.resolve("cams"));
    Files.createDirectories(outside.resolve("other"));
    Files.writeString(outside.resolve("secret.txt"), SECRET);
    Files.writeString(outside.resolve("other/secret.txt"), SECRET);
    Files.writeString(root.resolve(".hidden.txt"), SECRET);
    Files.writeString(root.resolve("a.txt"), "inside");
    Files.writeString(cams.resolve("back\\slash.txt"), SECRET);
    Files.createSymbolicLink(root.resolve("link.txt"), outside.resolve("secret.txt"));
    Files.createSymbolicLink(root.resolve("relative.txt"), Path.of("../secret.txt"));
    Files.createSymbolicLink(root.resolve("other"), outside.resolve("other"));
    Files.createSymbolicLink(cams.resolve("up"), Path.of("../.."));
    Files.createSymbolicLink(cams.resolve("index.html"), outside.resolve("secret.txt"));
    Files.createSymbolicLink(root.resolve("inner.txt"), Path.of("a.txt"));
    service = RunningService.start(root);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "/files/../secret.txt",
        "/files/cams/../../secret.txt",
        "/files/../../../../../../../../etc/passwd",
        "/files/%2e%2e/secret.txt",
        "/files/%2E%2E/secret.txt",
        "/files/.%2e/secret.txt",
        "/files/%2e%2e%2fsecret.txt",
        "/files/..%2fsecret.txt",
        "/files/..%2Fsecret.txt",
        "/files/%252e%252e/secret.txt",
        "/files/%252e%252e%252fsecret.txt",
        "/files/%25252e%25252e%25252fsecret.txt",
        "/files/..%252fsecret.txt",
        "/files/..%5csecret.txt",
        "/files/..%5Csecret.txt",
        "/files/..%255csecret.txt",
        "/files/..\\secret.txt",
        "/files/\\..\\secret.txt",
        "/files/cams/..\\..\\secret.txt",
        "/files/..;/secret.txt",
        "/files/..;a=b/secret.txt",
        "/files/;/../secret.txt",
        "/files/..%3b/secret.txt",
        "/files/%c0%ae%c0%ae/secret.txt",
        "/files/%c0%ae%c0%ae%c0%afsecret.txt",
        "/files/..%c0%afsecret.txt",
        "/files/%e0%80%ae%e0%80%ae/secret.txt",
        "/files/%f0%80%80%ae%f0%80%80%ae/secret.txt",
        "/files/..%c1%9csecret.txt",
        "/files/%uff0e%uff0e/secret.txt",
        "/files/%u002e%u002e/secret.txt",
        "/files/%ef%bc%8e%ef%bc%8e/secret.txt",
        "/files/%e2%80%a5/secret.txt",
        "/files/..%ef%bc%8fsecret.txt",
        "/files/..%e2%88%95secret.txt",
        "/files/..%00/secret.txt",
        "/files/%00/secret.txt",
        "/files/a.txt%00",
        "/files/a.txt%00.jpg",
        "/files/../secret.txt%00.jpg",
        "/files//etc/passwd",
        "/files///etc/passwd",
        "/files/%2fetc%2fpasswd",
        "/files/%2f%2fetc/passwd",
        "/files/file:///etc/passwd",
        "/files/C:/secret.txt",
        "/files/..//..//secret.txt",
        "/files/.//..//secret.txt",
        "/files/....//secret.txt",
        "/files/..../secret.txt",
        "/files/.../secret.txt",
        "/files/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/files../secret.txt",
        "/files..%2fsecret.txt",
        "/files%2f..%2f..%2fsecret.txt",
        "/files/~root/secret.txt",
        "/files/%ff",
        "/files/%",
        "/files/%zz",
        "/files/%2",
        "/assets/../files/../secret.txt",
        "/files/.hidden.txt",
        "/files/%2ehidden.txt",
        "/files/.dropbell/",
        "/files/.dropbell/events.db",
        "/files/.dropbell/staging/",
        "/files/cams/../.dropbell/events.db",
        "/files/.DROPBELL/",
        "/files/link.txt",
        "/files/relative.txt",
        "/files/other/secret.txt",
        "/files/other/",
        "/files/other",
        "/files/cams/up/secret.txt",
        "/files/cams/up/",
        "/files/cams/up/root/a.txt",
        "/files/cams/index.html",
        "/files/inner.txt",
        "/files/cams/back%5cslash.txt",
        "/files/\u00c0\u00ae\u00c0\u00ae/secret.txt",
        "/files/\u0001a.txt",
        "http://evil.example/files/../secret.txt",
      })
  void path_thatLeadsOut_isRefused(String path) throws Exception {
    for (String accept : new String[] {"*/*", "text/html", "application/json"}) {
      Answer answer = RawHttp.get(service, path, "Accept: " + accept, "Connection: close");
      assertThat(answer.status()).isIn(400, 403, 404);
      assertThat(answer.head() + answer.text()).doesNotContain(SECRET, "root:");
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "/files/a.txt",
        "/files/%61.txt",
        "/files/cams/../a.txt",
        "/files/./a.txt",
        "//files//a.txt",
        "/files/a.txt;jsessionid=1",
        "http://h/files/a.txt",
      })
  void path_thatStaysInside_isServed(String path) throws Exception {
    assertThat(RawHttp.get(service, path).text()).isEqualTo("inside");
  }

  @Test
  void links_areNotListed() throws Exception {
    String names =
        RawHttp.get(service, "/files/", "Accept: application/json").text()
            + RawHttp.get(service, "/files/cams/", "Accept: application/json").text();
    assertThat(names)
        .contains("\"a.txt\"", "\"cams\"")
        .doesNotContain(
            "link", "relative", "other", "\"up\"", "index", "hidden", "dropbell", "slash");
  }

  /** A redirect leads nowhere else. */
  @Test
  void redirect_staysHere() throws Exception {
    Path evil = Files.createDirectories(outside.resolve("root/evil.example/%2e"));
    for (String path :
        new String[] {"//evil.example", "/files//evil.example", "/files/evil.example"}) {
      assertThat(RawHttp.get(service, path).header("Location")).isIn("", "/files/evil.example/");
    }
    assertThat(RawHttp.get(service, "/files/evil.example/%252e").header("Location"))
        .isEqualTo("/files/evil.example/%252e/");
    assertThat(evil).exists();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "quote\"s.txt",
        "<script>alert(1)</script>.txt",
        "new\nline.txt",
        "bidi\u202efdp.exe",
        "tab\t.txt",
        "percent%2e%2e.txt",
        "semi;colon.txt",
        "hash#query?.txt",
        "a&amp;b.txt",
        "'single'.txt",
        "😀.txt",
        "a b+c.txt",
        "javascript:alert(1)",
        "--.txt",
        "~.txt",
        "\u0085.txt"
      })
  void oddName_isListedHarmless_andDownloadable(String name) throws Exception {
    String file = name.replace("</script>", "<|script>"); // a slash is no part of a name
    Path odd = Files.createDirectories(outside.resolve("root/odd"));
    Files.writeString(odd.resolve(file), "content of it");

    String page = RawHttp.get(service, "/files/odd/", "Accept: text/html").text();
    assertThat(page).doesNotContain(file.contains("<") || file.contains("\n") ? file : "\u202e");
    StringBuilder url = new StringBuilder();
    Text.appendUrl(url, file);
    assertThat(page).contains("href=\"" + url + "\"");
    Answer answer = RawHttp.get(service, "/files/odd/" + url + "?download");
    assertThat(answer.text()).isEqualTo("content of it");
    assertThat(answer.headers("Content-Disposition")).hasSize(1);
    assertThat(answer.head())
        .doesNotContain(new String(file.getBytes(UTF_8), ISO_8859_1) + "\r\nx");
  }
}
