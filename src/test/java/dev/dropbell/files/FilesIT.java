package dev.dropbell.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.files.RawHttp.Answer;
import dev.dropbell.testing.RunningService;
import dev.dropbell.testing.ScriptedFtpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files as a client gets them: whole, in part, on conditions; and their directories as JSON. */
class FilesIT {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String MODIFIED = "Thu, 20 Nov 2025 09:00:00 GMT";
  private static final String BEFORE = "Thu, 20 Nov 2025 08:59:59 GMT";
  private static final String AFTER = "Thu, 20 Nov 2025 09:00:01 GMT";

  @TempDir static Path root;
  private static RunningService service;

  /** Larger than what leaves together with its header. */
  private static final byte[] large = new byte[3_000_000];

  @BeforeAll
  static void start() throws Exception {
    new Random(1).nextBytes(large);
    Files.createDirectories(root.resolve("cams/front"));
    Files.createDirectories(root.resolve("empty"));
    Files.createDirectories(root.resolve("site"));
    put("a.txt", "0123456789");
    put("nothing.txt", "");
    put("cams/b.jpg", "jpeg");
    put("cams/.hidden", "no");
    put("site/index.html", "<h1>Mine</h1>");
    put("x&y <b>\"'é.txt", "odd");
    Files.write(root.resolve("large.bin"), large);
    Files.setLastModifiedTime(
        root.resolve("a.txt"), FileTime.from(Instant.parse("2025-11-20T09:00:00.75Z")));
    service = RunningService.start(root);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static void put(String name, String content) throws Exception {
    Files.writeString(root.resolve(name), content);
  }

  @Test
  void file_comesWithItsTypeAndValidators_andCannotActAsOurs() throws Exception {
    Answer answer = RawHttp.get(service, "/files/a.txt");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("0123456789");
    assertThat(answer.header("Content-Type")).isEqualTo("text/plain");
    assertThat(answer.header("Last-Modified")).isEqualTo(MODIFIED);
    assertThat(answer.header("ETag")).matches("\"[0-9a-f-]+\"");
    assertThat(answer.header("Accept-Ranges")).isEqualTo("bytes");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Content-Security-Policy")).isEqualTo("sandbox");
    assertThat(answer.header("Content-Disposition")).isEmpty();
  }

  @Test
  void largeFile_comesWhole_andTheConnectionGoesOn() throws Exception {
    try (RawHttp http = new RawHttp(service)) {
      for (int n = 0; n < 3; n++) {
        http.request("GET", "/files/large.bin");
        assertThat(http.answer(false).body()).isEqualTo(large);
      }
      http.request("GET", "/files/large.bin");
      http.request("GET", "/files/a.txt");
      assertThat(http.answer(false).body()).isEqualTo(large);
      assertThat(http.answer(false).text()).isEqualTo("0123456789");
      http.request("GET", "/files/large.bin", "Connection: close");
      assertThat(http.answer(false).body()).isEqualTo(large);
      assertThat(http.ended()).isTrue();
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {"/files/a.txt", "/files/large.bin", "/files/", "/files/site/", "/files/no"})
  void head_isAsGet_withoutABody(String path) throws Exception {
    Answer get = RawHttp.get(service, path);
    try (RawHttp http = new RawHttp(service)) {
      http.request("HEAD", path, "Range: bytes=1-2");
      Answer head = http.answer(true);
      assertThat(head.head().replaceAll("Date: .*", ""))
          .isEqualTo(get.head().replaceAll("Date: .*", ""));
      http.request("HEAD", path);
      assertThat(http.answer(true).status()).isEqualTo(get.status());
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "get"})
  void otherMethod_isRefused(String method) throws Exception {
    Answer answer = RawHttp.ask(service, method, "/files/a.txt", "Content-Length: 0");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).isEqualTo("GET, HEAD");
    assertThat(root.resolve("a.txt")).hasContent("0123456789");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-3   | 0-3 | 0123",
        "bytes=7-    | 7-9 | 789",
        "bytes=-1    | 9-9 | 9",
        "bytes=8-999 | 8-9 | 89",
        "bytes=1-3,2-5 | 1-5 | 12345",
      })
  void range_isPartOfTheFile(String range, String sent, String content) throws Exception {
    Answer answer = RawHttp.get(service, "/files/a.txt", "Range: " + range);
    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.header("Content-Range")).isEqualTo("bytes " + sent + "/10");
    assertThat(answer.text()).isEqualTo(content);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"bytes=10-", "bytes=99-100", "bytes=-0"})
  void impossibleRange_isAnsweredWithTheLength(String range) throws Exception {
    Answer answer = RawHttp.get(service, "/files/a.txt", "Range: " + range);
    assertThat(answer.status()).isEqualTo(416);
    assertThat(answer.header("Content-Range")).isEqualTo("bytes */10");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"bytes=3-1", "bytes=x", "lines=1-2", "bytes="})
  void malformedRange_isIgnored(String range) throws Exception {
    assertThat(RawHttp.get(service, "/files/a.txt", "Range: " + range).status()).isEqualTo(200);
  }

  @Test
  void severalRanges_comeAsParts() throws Exception {
    Answer answer = RawHttp.get(service, "/files/a.txt", "Range: bytes=0-1,8-");

    assertThat(answer.status()).isEqualTo(206);
    String boundary = answer.header("Content-Type").replace("multipart/byteranges; boundary=", "");
    assertThat(answer.text())
        .isEqualTo(
            """

            --%s
            Content-Type: text/plain
            Content-Range: bytes 0-1/10

            01
            --%s
            Content-Type: text/plain
            Content-Range: bytes 8-9/10

            89
            --%s--
            """
                .formatted(boundary, boundary, boundary)
                .replace("\n", "\r\n"));
  }

  @Test
  void severalRanges_ofALargeFile_areItsBytes() throws Exception {
    String text =
        new String(
            RawHttp.get(service, "/files/large.bin", "Range: bytes=5-1000004,2000000-2999999")
                .body(),
            ISO_8859_1);
    assertThat(text)
        .contains(new String(Arrays.copyOfRange(large, 5, 1_000_005), ISO_8859_1))
        .contains(new String(Arrays.copyOfRange(large, 2_000_000, 3_000_000), ISO_8859_1));
  }

  /** RFC 9110, 13.2.2; ETAG stands for the right one. */
  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "If-Match: ETAG                          | 200",
        "If-Match: *                             | 200",
        "If-Match: \"other\", ETAG               | 200",
        "If-Match: \"other\"                     | 412",
        "If-Match: W/ETAG                        | 412",
        "If-Unmodified-Since: " + MODIFIED + "   | 200",
        "If-Unmodified-Since: " + AFTER + "      | 200",
        "If-Unmodified-Since: " + BEFORE + "     | 412",
        "If-Unmodified-Since: yesterday          | 200",
        "If-Match: ETAG~If-Unmodified-Since: " + BEFORE + " | 200",
        "If-None-Match: ETAG                     | 304",
        "If-None-Match: W/ETAG                   | 304",
        "If-None-Match: *                        | 304",
        "If-None-Match: \"a,b\", ETAG            | 304",
        "If-None-Match: \"other\"~If-None-Match: ETAG | 304",
        "If-None-Match: \"other\"                | 200",
        "If-Modified-Since: " + MODIFIED + "     | 304",
        "If-Modified-Since: " + AFTER + "        | 304",
        "If-Modified-Since: " + BEFORE + "       | 200",
        "If-Modified-Since: Thursday, 20-Nov-25 09:00:00 GMT | 304",
        "If-Modified-Since: yesterday            | 200",
        "If-None-Match: \"other\"~If-Modified-Since: " + MODIFIED + " | 200",
        "If-Match: \"other\"~If-None-Match: ETAG | 412",
        "Range: bytes=0-1~If-Range: ETAG         | 206",
        "Range: bytes=0-1~If-Range: W/ETAG       | 200",
        "Range: bytes=0-1~If-Range: \"other\"    | 200",
        "Range: bytes=0-1~If-Range: " + MODIFIED + " | 206",
        "Range: bytes=0-1~If-Range: " + AFTER + " | 200",
        "Range: bytes=99-~If-Range: \"other\"    | 200",
        "Range: bytes=99-~If-None-Match: ETAG    | 304",
      })
  void conditions_decide(String headers, int status) throws Exception {
    String etag = RawHttp.get(service, "/files/a.txt").header("ETag");
    Answer answer =
        RawHttp.get(service, "/files/a.txt", headers.replace("ETAG", etag).split("~", -1));
    assertThat(answer.status()).isEqualTo(status);
    if (status == 304) {
      assertThat(answer.header("ETag")).isEqualTo(etag);
    }
  }

  @Test
  void etag_changesWithTheFile() throws Exception {
    put("changing.txt", "one");
    String first = RawHttp.get(service, "/files/changing.txt").header("ETag");
    Path next = root.resolve("cams/next");
    Files.writeString(next, "two");
    Files.setLastModifiedTime(next, Files.getLastModifiedTime(root.resolve("changing.txt")));
    Files.move(next, root.resolve("changing.txt"), StandardCopyOption.ATOMIC_MOVE);

    assertThat(RawHttp.get(service, "/files/changing.txt").header("ETag")).isNotEqualTo(first);
  }

  @Test
  void download_isSavedUnderItsName() throws Exception {
    Answer answer = RawHttp.get(service, "/files/x%26y%20%3Cb%3E%22%27%C3%A9.txt?download");
    assertThat(answer.text()).isEqualTo("odd");
    assertThat(answer.header("Content-Disposition"))
        .isEqualTo(
            "attachment; filename=\"x&y <b>_'_.txt\"; filename*=UTF-8''x%26y%20%3Cb%3E%22%27%C3%A9.txt");
  }

  @Test
  void emptyFile_isAFile() throws Exception {
    Answer answer = RawHttp.get(service, "/files/nothing.txt");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(RawHttp.get(service, "/files/nothing.txt", "Range: bytes=0-").status())
        .isEqualTo(416);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "/files,              /files/",
    "/files/cams,         /files/cams/",
    "/files//cams,        /files/cams/",
    "/files/cams?sort=size, /files/cams/?sort=size",
    "/files/cams/./front, /files/cams/front/",
  })
  void directory_withoutItsSlash_redirects(String path, String location) throws Exception {
    Answer answer = RawHttp.get(service, path);
    assertThat(answer.status()).isEqualTo(301);
    assertThat(answer.header("Location")).isEqualTo(location);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"/files/no", "/files/a.txt/", "/files/a.txt/x", "/files/cams/.hidden"})
  void whatIsNotThere_isNotFound_inTheFormThatIsAskedFor(String path) throws Exception {
    Answer problem = RawHttp.get(service, path);
    assertThat(problem.status()).isEqualTo(404);
    assertThat(problem.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(JSON.readTree(problem.body()).path("status").asInt()).isEqualTo(404);

    Answer page = RawHttp.get(service, path, "Accept: text/html,*/*;q=0.8");
    assertThat(page.status()).isEqualTo(404);
    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(page.text()).contains("There is no such file");
    assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'");
  }

  @Test
  void index_isServed_sandboxed() throws Exception {
    Answer answer = RawHttp.get(service, "/files/site/", "Accept: text/html");
    assertThat(answer.text()).isEqualTo("<h1>Mine</h1>");
    assertThat(answer.header("Content-Type")).isEqualTo("text/html");
    assertThat(answer.header("Content-Security-Policy")).isEqualTo("sandbox");
  }

  @Test
  void json_hasEachEntryAndTheCursor() throws Exception {
    Answer answer = RawHttp.get(service, "/files/cams/", "Accept: application/json");

    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    JsonNode listing = JSON.readTree(answer.body());
    assertThat(listing.propertyNames()).containsExactly("path", "entries", "cursor");
    assertThat(listing.path("path").asString()).isEqualTo("/cams");
    assertThat(listing.path("entries")).hasSize(2);
    JsonNode front = listing.path("entries").get(0);
    assertThat(front.path("name").asString()).isEqualTo("front");
    assertThat(front.path("type").asString()).isEqualTo("directory");
    assertThat(front.path("url").asString()).isEqualTo("/files/cams/front/");
    JsonNode file = listing.path("entries").get(1);
    assertThat(file.toString())
        .isEqualTo(
            "{\"name\":\"b.jpg\",\"type\":\"file\",\"size_bytes\":4,\"modified_at\":%d,\"url\":\"/files/cams/b.jpg\"}"
                .formatted(Files.getLastModifiedTime(root.resolve("cams/b.jpg")).toMillis()));
  }

  /** List, then follow: what came in between is there. */
  @Test
  void cursor_isWhereTheListingWasTaken() throws Exception {
    JsonNode listing =
        JSON.readTree(RawHttp.get(service, "/files/empty/", "Accept: application/json").body());
    assertThat(listing.path("entries")).isEmpty();
    try (ScriptedFtpClient ftp = ScriptedFtpClient.logIn(service.port("ftp"))) {
      assertThat(ftp.store("STOR empty/new.txt", "x".getBytes(UTF_8)).code()).isEqualTo(226);
    }
    String events =
        RawHttp.get(
                service, "/events?topic=uploads/empty&since=" + listing.path("cursor").asString())
            .text();
    assertThat(events).contains("\"path\":\"/empty/new.txt\"").contains("\"recovered\":true");
    Files.delete(root.resolve("empty/new.txt"));
  }

  @Test
  void order_isAsAsked() throws Exception {
    Path directory = Files.createDirectories(root.resolve("sorted/z"));
    put("sorted/b", "1");
    put("sorted/A", "333");
    put("sorted/c", "22");
    assertThat(names("")).isEqualTo("z A b c");
    assertThat(names("?sort=name&order=desc")).isEqualTo("z c b A");
    assertThat(names("?sort=size")).isEqualTo("z b c A");
    assertThat(names("?sort=size&order=desc")).isEqualTo("z A c b");
    assertThat(names("?sort=nonsense&order=nonsense")).isEqualTo("z A b c");
    assertThat(directory).exists();
  }

  private static String names(String query) throws Exception {
    JsonNode entries =
        JSON.readTree(
                RawHttp.get(service, "/files/sorted/" + query, "Accept: application/json").body())
            .path("entries");
    return entries
        .valueStream()
        .map(entry -> entry.path("name").asString())
        .reduce((one, other) -> one + " " + other)
        .orElse("");
  }

  @Test
  void manyEntries_arePaged() throws Exception {
    Path many = Files.createDirectories(root.resolve("many"));
    for (int n = 0; n < 2_500; n++) {
      Files.createFile(many.resolve("%04d".formatted(n)));
    }
    String second = RawHttp.get(service, "/files/many/?page=2", "Accept: text/html").text();
    assertThat(second)
        .contains("href=\"1000\"", "href=\"1999\"", "Page 2 of 3, 2500 entries")
        .contains("href=\"?sort=name&amp;order=asc&amp;page=3\"")
        .doesNotContain("href=\"0999\"", "href=\"2000\"");
    assertThat(
            JSON.readTree(RawHttp.get(service, "/files/many/", "Accept: application/json").body())
                .path("entries"))
        .hasSize(2_500);
  }

  /** Nobody needs one here; a page that uses links works the same. */
  @Test
  void link_isMadeAndJudgedWithoutTokensToo() throws Exception {
    Answer made = RawHttp.get(service, "/files/a.txt?sign");
    String url = JSON.readTree(made.text()).path("url").stringValue();

    assertThat(RawHttp.get(service, url).text()).isEqualTo("0123456789");
    assertThat(RawHttp.get(service, url.replace("a.txt", "cams/b.jpg")).status()).isEqualTo(403);
    assertThat(RawHttp.ask(service, "POST", url).status()).isEqualTo(405);
  }
}
