package dev.dropbell.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.files.RawHttp.Answer;
import dev.dropbell.testing.GuardedService;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A link opens its one file to whoever has it, as long as it is good, and nothing else. */
class LinksIT {

  private static final String KEY = "a key that only the tests know, long enough";
  private static final String CONTENT = "0123456789";
  private static final String WRONG = "The link is not one of ours; ask for a new one.";
  private static final String EXPIRED = "The link has expired; ask for a new one.";
  private static final String STRANGE = "cams/größe \"1\"&x=2%\n<b>.jpg";

  @TempDir static Path root;
  private static GuardedService service;

  @BeforeAll
  static void start() throws Exception {
    for (String name : new String[] {"cams/a.jpg", "cams/b.jpg", STRANGE, "private/a.jpg"}) {
      Files.createDirectories(root.resolve(name).getParent());
      Files.writeString(root.resolve(name), CONTENT);
    }
    service =
        GuardedService.start(
            root,
            Map.of("cams", "scopes=read paths=/cams", "publisher", "scopes=publish"),
            "--dropbell.files.link-key=" + KEY,
            "--dropbell.files.link-lifetime=2h");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void link_opensItsFileWithoutAToken() throws Exception {
    Instant before = Instant.now();
    HttpResponse<String> made = service.get("cams", "/files/cams/a.jpg?sign");

    assertThat(made.statusCode()).isEqualTo(200);
    assertThat(made.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(made.headers().firstValue("Cache-Control")).hasValue("no-store");
    JsonNode link = JsonMapper.shared().readTree(made.body());
    assertThat(link.propertyNames()).containsExactly("url", "expires_at");
    Instant expires = Instant.ofEpochMilli(link.path("expires_at").longValue());
    assertThat(expires)
        .isBetween(
            before.plus(Duration.ofHours(2)).minusSeconds(1),
            Instant.now().plus(Duration.ofHours(2)));
    String url = link.path("url").stringValue();
    assertThat(url).startsWith("/files/cams/a.jpg?expires=" + expires.getEpochSecond() + "&");

    Answer file = RawHttp.get(service.service(), url);
    assertThat(file.status()).isEqualTo(200);
    assertThat(file.text()).isEqualTo(CONTENT);
    assertThat(file.header("Content-Type")).isEqualTo("image/jpeg");
    assertThat(file.header("Content-Security-Policy")).isEqualTo("sandbox");
    Answer head = RawHttp.ask(service.service(), "HEAD", url);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).isEqualTo("10");
    Answer part = RawHttp.get(service.service(), url, "Range: bytes=2-4");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo("234");
    assertThat(
            RawHttp.get(service.service(), url, "If-None-Match: " + file.header("ETag")).status())
        .isEqualTo(304);
    assertThat(RawHttp.get(service.service(), url + "&download").header("Content-Disposition"))
        .contains("a.jpg");
  }

  /** What the documentation says of the form, so that instances of two versions agree. */
  @Test
  void signature_isAnHmacOfPurposeExpiryAndPath() throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY.getBytes(UTF_8), "HmacSHA256"));
    String text = "dropbell file link 1\n4102444800\n/cams/a.jpg";
    String signature =
        Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(text.getBytes(UTF_8)));

    assertThat(status("/files/cams/a.jpg?expires=4102444800&signature=" + signature))
        .isEqualTo(200);
  }

  @Test
  void linkOfAStrangeName_opensIt() throws Exception {
    String url = link("/files/cams/gr%C3%B6%C3%9Fe%20%221%22%26x%3D2%25%0A%3Cb%3E.jpg");

    assertThat(RawHttp.get(service.service(), url).text()).isEqualTo(CONTENT);
  }

  @Test
  void link_countsInWhicheverSpellingOfItsPath() throws Exception {
    String query = query(link("/files/cams/a.jpg"));

    assertThat(status("/files/%63ams/./a.jpg" + query)).isEqualTo(200);
    assertThat(status("/files/private/../cams/a.jpg" + query)).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/files/cams/b.jpg",
        "/files/private/a.jpg",
        "/files/cams/none.jpg",
        "/files/cams/",
        "/files/cams",
        "/files/",
        "/files",
        "/files/cams/a.jpg/b.jpg",
        "/files/cams/A.jpg",
        "/files/cams/a.jpg/../b.jpg",
      })
  void linkOfAnotherPath_isWrongWhetherThatExistsOrNot(String path) throws Exception {
    refused(path + query(link("/files/cams/a.jpg")), WRONG);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/uploads",
        "/events",
        "/announce",
        "/actuator",
        "/actuator/info",
        "/nothing-at-all",
        "/filesX/cams/a.jpg",
        "/files/../uploads",
        "/files/..;/announce",
        "/assets/../files/cams/a.jpg",
        "/assets/..;/files/cams/a.jpg",
        "//files/cams/a.jpg",
      })
  void linkElsewhere_isNoToken(String path) throws Exception {
    assertThat(status(path + query(link("/files/cams/a.jpg")))).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "PROPFIND", "get"})
  void link_readsOnly(String method) throws Exception {
    Answer answer =
        RawHttp.ask(service.service(), method, link("/files/cams/a.jpg"), "Content-Length: 0");

    assertThat(answer.status()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "signature=",
        "signature=AAAA&expires=EXPIRES",
        "signature=SIGNATURE",
        "signature=SIGNATURE&expires=",
        "signature=SIGNATURE&expires=never",
        "signature=SIGNATURE&expires=0EXPIRES",
        "signature=SIGNATURE&expires=+EXPIRES",
        "signature=SIGNATURE&expires=-EXPIRES",
        "signature=SIGNATURE&expires=EXPIRES0",
        "signature=SIGNATURE&expires=4102444800",
        "signature=SIGNATURE&expires=99999999999999999999",
        "signature=SIGNATURE&expires=EXPIRES%0A",
        "signature=SIGNATURE%3D&expires=EXPIRES",
        "signature=SIGNATURE%20&expires=EXPIRES",
        "signature=x&signature=SIGNATURE&expires=EXPIRES",
        "expires=EXPIRES&expires=4102444800&signature=",
      })
  void wrongLink_isRefused(String query) throws Exception {
    String[] link = query(link("/files/cams/a.jpg")).split("[=&]", -1);
    refused(
        "/files/cams/a.jpg?" + query.replace("EXPIRES", link[1]).replace("SIGNATURE", link[3]),
        WRONG);
  }

  /** Every bit counts, also those that a decoder would drop. */
  @Test
  void signatureWithAnotherCharacter_isWrong() throws Exception {
    String url = link("/files/cams/a.jpg");
    int start = url.indexOf("signature=") + "signature=".length();
    for (int i = start; i < url.length(); i++) {
      char other = url.charAt(i) == 'A' ? 'B' : 'A';
      refused(url.substring(0, i) + other + url.substring(i + 1), WRONG);
    }
    char next = (char) (url.charAt(url.length() - 1) + 1);
    refused(url.substring(0, url.length() - 1) + next, WRONG);
    refused(url.substring(0, url.length() - 1), WRONG);
  }

  /** The end of an expiry must not pass for the beginning of a path. */
  @Test
  void expiryThatHoldsAPath_isWrong() throws Exception {
    Files.createDirectories(root.resolve("cams/a\n"));
    Files.writeString(root.resolve("cams/a\n/b.jpg"), CONTENT);
    Files.writeString(root.resolve("b.jpg"), CONTENT);
    String url = link("/files/cams/a%0A/b.jpg");
    assertThat(status(url)).isEqualTo(200);

    refused("/files/b.jpg" + query(url).replace("&signature", "%0A/cams/a&signature"), WRONG);
  }

  @Test
  void linkThatHasExpired_isToldSo_andAWrongOneIsNot() throws Exception {
    String url = linkOf("cams/a.jpg", Instant.now().minusSeconds(61), Duration.ofMinutes(1));

    refused(url, EXPIRED);
    refused(url.replace("a.jpg", "b.jpg"), WRONG);
    assertThat(status(linkOf("cams/a.jpg", Instant.now(), Duration.ofMinutes(1)))).isEqualTo(200);
  }

  @Test
  void linkOfAFileThatIsNotThere_isNotMadeAndOpensNothing() throws Exception {
    assertThat(service.get("cams", "/files/cams/none.jpg?sign").statusCode()).isEqualTo(404);
    assertThat(status(linkOf("cams/none.jpg", Instant.now(), Duration.ofMinutes(1))))
        .isEqualTo(404);
  }

  /** A file's name may come to be that of a directory. */
  @Test
  void linkOfADirectory_isNotMadeAndOpensNothing() throws Exception {
    Files.createDirectories(root.resolve("cams/page"));
    Files.writeString(root.resolve("cams/page/index.html"), CONTENT);
    String url = linkOf("cams/page", Instant.now(), Duration.ofMinutes(1));

    for (String path : new String[] {url, url.replace("?", "/?")}) {
      Answer answer = RawHttp.get(service.service(), path);
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.text()).contains("links open files").doesNotContain(CONTENT);
    }
    for (String path : new String[] {"/files/cams/page?sign", "/files/cams/page/?sign"}) {
      assertThat(service.get("cams", path).statusCode()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "cams,      /files/private/a.jpg?sign, 403",
    "cams,      /files/none.jpg?sign,      403",
    "publisher, /files/cams/a.jpg?sign,    403",
    "nobody,    /files/cams/a.jpg?sign,    401",
    ",          /files/cams/a.jpg?sign,    401",
  })
  void link_isMadeForWhoMayReadTheFile(String caller, String path, int status) throws Exception {
    assertThat(service.get(caller, path).statusCode()).isEqualTo(status);
  }

  /** Or it would never end. */
  @Test
  void link_doesNotMakeAnotherOne() throws Exception {
    Answer answer = RawHttp.get(service.service(), link("/files/cams/a.jpg") + "&sign");

    assertThat(answer.text()).isEqualTo(CONTENT);
  }

  /**
   * Who tries links is not kept out with a right token, nor is a right token a way round a link.
   */
  @Test
  void link_countsInPlaceOfTheToken() throws Exception {
    String url = link("/files/cams/a.jpg");

    assertThat(service.get("nobody", url).statusCode()).isEqualTo(200);
    assertThat(service.get("cams", url + "x").statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"signature=%zz", "sign=%zz", "signature=%", "signature=%FF"})
  void malformedQuery_isRefused(String query) throws Exception {
    assertThat(status("/files/cams/a.jpg?" + query)).isEqualTo(400);
  }

  @Test
  void refusal_isAPageForPeople() throws Exception {
    Map<String, String> refused =
        Map.of(
            "/files/cams/", "The token is missing",
            "/files/cams/a.jpg", "The token is missing",
            "/files/cams/a.jpg?expires=1&signature=x", WRONG);
    for (Map.Entry<String, String> each : refused.entrySet()) {
      HttpResponse<String> page = browse(null, each.getKey());
      assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
      assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
          .startsWith("default-src 'none'");
      assertThat(page.body()).contains("<h1>", each.getValue());
      assertThat(RawHttp.get(service.service(), each.getKey()).header("Content-Type"))
          .isEqualTo("application/problem+json");
    }
    HttpResponse<String> missing = browse(null, "/files/");
    assertThat(missing.statusCode()).isEqualTo(401);
    assertThat(missing.headers().firstValue("WWW-Authenticate"))
        .hasValue("Bearer realm=\"dropbell\"");
    HttpResponse<String> beyond = browse("publisher", "/files/");
    assertThat(beyond.statusCode()).isEqualTo(403);
    assertThat(beyond.body()).contains("<h1>Forbidden</h1>", "lacks the scope");
    assertThat(browse(null, "/uploads").headers().firstValue("Content-Type"))
        .hasValue("application/problem+json");
  }

  private static HttpResponse<String> browse(@Nullable String caller, String path)
      throws Exception {
    return service.send(
        caller,
        HttpRequest.newBuilder(service.service().http(path))
            .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"));
  }

  private static String link(String path) throws Exception {
    HttpResponse<String> answer = service.get("cams", path + "?sign");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body()).path("url").stringValue();
  }

  /** As the service would have made it at that time. */
  private static String linkOf(String path, Instant at, Duration lifetime) {
    return new Links(KEY.getBytes(UTF_8), lifetime, InstantSource.fixed(at))
        .to(new Requested(List.of(path.split("/", -1)), false))
        .url();
  }

  private static String query(String url) {
    return url.substring(url.indexOf('?'));
  }

  private static int status(String path) throws Exception {
    return RawHttp.get(service.service(), path).status();
  }

  private static void refused(String path, String detail) throws Exception {
    Answer answer = RawHttp.get(service.service(), path);
    assertThat(answer.status()).as(path).isEqualTo(403);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.text()).contains(detail).doesNotContain(CONTENT);
  }
}
