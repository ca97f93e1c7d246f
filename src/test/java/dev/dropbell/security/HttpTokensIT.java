package dev.dropbell.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.testing.GuardedService;
import dev.dropbell.testing.ScriptedFtpClient;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

/** Over REST a token opens what its scopes and prefixes name, and nothing beside it. */
class HttpTokensIT {

  @TempDir static Path root;
  private static GuardedService service;

  @BeforeAll
  static void start() {
    service =
        GuardedService.start(
            root,
            Map.of(
                "publisher", "scopes=publish",
                "subscriber", "scopes=subscribe",
                "reader", "scopes=read",
                "operator", "scopes=admin",
                "cams-reader", "scopes=read paths=/cams",
                "cams-publisher", "scopes=publish topics=uploads/cams,cats",
                "cams-subscriber", "scopes=subscribe topics=uploads/cams,cats",
                "seven", "scopes=subscribe user-id=7"),
            "--management.endpoints.web.exposure.include=*",
            "--dropbell.directories=cams,camsX");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "GET,    /uploads,                  subscriber",
    "GET,    /events,                   subscriber",
    "GET,    /uploads;a=b,              subscriber",
    "GET,    /%75ploads,                subscriber",
    "POST,   /register,                 subscriber",
    "DELETE, /register/0123456789abcdef0123456789abcdef, subscriber",
    "POST,   /publish,                  publisher",
    "POST,   /publish;x,                publisher",
    "GET,    /files,                    reader",
    "GET,    /files/,                   reader",
    "GET,    /files/none/a.jpg,         reader",
    "GET,    /files/health,             reader",
    "GET,    /files/v3/api-docs,        reader",
    "GET,    /files/x/../a.jpg,         reader",
    "GET,    /files/100%25.txt,         reader",
    "GET,    /files/..;/announce,       operator",
    "GET,    /files/%2e%2e/announce,    operator",
    "GET,    /assets/../files/a.jpg,    operator",
    "GET,    /assets/..;/files/a.jpg,   operator",
    "GET,    /assets/%2e%2e/files/a.jpg, operator",
    "GET,    /health/../uploads,        operator",
    "GET,    /ws/../files/,             operator",
    "POST,   /announce,                 operator",
    "POST,   /%61nnounce,               operator",
    "GET,    /actuator,                 operator",
    "GET,    /actuator/info,            operator",
    "GET,    /actuator/env,             operator",
    "GET,    /actuator/healthX,         operator",
    "GET,    /nothing-at-all,           operator",
    "GET,    //announce,                operator",
  })
  void path_opensToItsScopeAndAdminOnly(String method, String path, String opener)
      throws Exception {
    for (String caller : List.of("publisher", "subscriber", "reader", "operator")) {
      HttpResponse<String> answer = send(caller, method, path);
      if (caller.equals(opener) || caller.equals("operator")) {
        assertThat(answer.statusCode()).as(caller).isNotIn(401, 403, 429);
      } else {
        assertThat(answer.statusCode()).as(caller).isEqualTo(403);
        assertThat(problem(answer)).startsWith("The token '" + caller + "' lacks the scope '");
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
            .contains("error=\"insufficient_scope\"");
      }
    }
    HttpResponse<String> missing = send(null, method, path);
    assertThat(missing.statusCode()).isEqualTo(401);
    assertThat(missing.headers().firstValue("WWW-Authenticate"))
        .hasValue("Bearer realm=\"dropbell\"");
    assertThat(problem(missing)).contains("token is missing");
    HttpResponse<String> wrong = send(service.almost(opener), method, path);
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(wrong.headers().firstValue("WWW-Authenticate").orElseThrow())
        .contains("error=\"invalid_token\"");
    assertThat(problem(wrong)).contains("token is wrong");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/health",
        "/",
        "/index.html",
        "/bell.svg",
        "/dashboard.json",
        "/v3/api-docs",
        "/swagger-ui/index.html",
        "/actuator/health",
        "/actuator/health/liveness",
        "/actuator/health/readiness"
      })
  void openPath_needsNoToken(String path) throws Exception {
    assertThat(service.get(null, path).statusCode()).isEqualTo(200);
    assertThat(service.get("wrong", path).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic %s", "%s", "Bearer", "Bearer%s", "Token %s", "Bearer %s,%<s"})
  void tokenInAnotherForm_isNone(String header) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(service.service().http("/uploads"))
            .header("Authorization", header.formatted(service.token("subscriber")));

    assertThat(service.send(null, request).statusCode()).isEqualTo(401);
  }

  @Test
  void schemeInAnyCase_isBearer() throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(service.service().http("/uploads"))
            .header("Authorization", "bEARER " + service.token("subscriber"));

    assertThat(service.send(null, request).statusCode()).isEqualTo(200);
  }

  @Test
  void tokenInTheUrl_isNone() throws Exception {
    assertThat(
            service.get(null, "/uploads?access_token=" + service.token("subscriber")).statusCode())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({
    "uploads/cams,       200",
    "uploads/cams/front, 200",
    "cats,               200",
    "uploads/camsX,      403",
    "uploads/cam,        403",
    "uploads,            403",
    "catsX,              403",
    "dogs,               403",
  })
  void publishing_staysWithinTheTopics(String topic, int status) throws Exception {
    HttpResponse<String> answer =
        service.post(
            "cams-publisher", "/publish", "{\"topic\": \"%s\", \"message\": 1}".formatted(topic));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    if (status == 403) {
      assertThat(problem(answer))
          .isEqualTo("The token 'cams-publisher' does not allow the topic '" + topic + "'.");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'[\"uploads/cams\",\"cats/tabby\"]', 200",
    "'[]',                                200",
    "'[\"uploads/cams\",\"uploads/camsX\"]', 403",
    "'[\"uploads\"]',                     403",
  })
  void registering_staysWithinTheTopics(String topics, int status) throws Exception {
    String body = "{\"user_id\": 1, \"topics\": " + topics + "}";

    assertThat(service.post("cams-subscriber", "/register", body).statusCode()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "/files/cams/,           200",
    "/files/cams,            301",
    "/files/cams/a.txt,      200",
    "/files/cams/none.txt,   404",
    "/files/cams/front/b.txt, 200",
    "/files/camsX/c.txt,     403",
    "/files/camsX/none.txt,  403",
    "/files/camsX/,          403",
    "/files/cam,             403",
    "/files/,                403",
    "/files,                 403",
    "/files/top.txt,         403",
    "/files/cams/../camsX/c.txt, 403",
    "/files/cams/%2e%2e/camsX/c.txt, 403",
    "/files/./camsX/c.txt,   403",
  })
  void reading_staysWithinThePaths(String path, int status) throws Exception {
    for (String file : List.of("top.txt", "cams/a.txt", "cams/front/b.txt", "camsX/c.txt")) {
      Path written = root.resolve(file);
      Files.createDirectories(written.getParent());
      Files.writeString(written, "bytes of " + file);
    }

    HttpResponse<String> answer = service.get("cams-reader", path);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).doesNotContain("bytes of camsX", "bytes of top");
    assertThat(service.get("reader", path).statusCode()).isNotEqualTo(403);
  }

  @Test
  void registeringForDefaultTopics_isRefusedWhereTheTokenDoesNotAllowThem() throws Exception {
    HttpResponse<String> answer = service.post("cams-subscriber", "/register", "{\"user_id\": 1}");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(problem(answer)).contains("does not allow the topic 'uploads'");
  }

  @ParameterizedTest
  @CsvSource({
    "seven,      7,       200",
    "seven,      '\"7\"', 200",
    "seven,      8,       403",
    "seven,      '\"07\"', 403",
    "subscriber, 8,       200",
  })
  void registering_isForTheTokensUser(String caller, String user, int status) throws Exception {
    assertThat(service.post(caller, "/register", "{\"user_id\": " + user + "}").statusCode())
        .isEqualTo(status);
  }

  @Test
  void history_showsWhatTheTokenAllows() throws Exception {
    for (String topic : List.of("cats", "dogs", "uploads/cams/a", "uploads/camsX", "catsX")) {
      publish(topic, "seen in " + topic, null);
    }

    assertThat(history("cams-subscriber", "/events"))
        .contains("seen in cats", "seen in uploads/cams/a")
        .doesNotContain("seen in dogs", "seen in uploads/camsX", "seen in catsX");
    assertThat(history("subscriber", "/events")).contains("seen in dogs", "seen in uploads/camsX");
    assertThat(history("cams-subscriber", "/events?topic=cats")).contains("seen in cats");
    assertThat(service.get("cams-subscriber", "/events?topic=catsX").statusCode()).isEqualTo(403);
    assertThat(service.get("cams-subscriber", "/events?topic=cats&topic=dogs").statusCode())
        .isEqualTo(403);
  }

  @Test
  void history_isReadToItsEndThroughWhatTheTokenDoesNotSee() throws Exception {
    for (int i = 0; i < 5; i++) {
      publish("dogs", "hidden " + i, null);
      publish("cats", "shown " + i, null);
    }

    assertThat(
            history("cams-subscriber", "/events?limit=1").stream()
                .filter(m -> m.startsWith("shown")))
        .containsExactly("shown 0", "shown 1", "shown 2", "shown 3", "shown 4");
  }

  @Test
  void history_showsAUsersMessagesToThatUserAndAdmin() throws Exception {
    publish("cats", "for seven", "7");
    publish("cats", "for eight", "8");

    assertThat(history("seven", "/events")).contains("for seven").doesNotContain("for eight");
    assertThat(history("operator", "/events")).contains("for seven", "for eight");
    assertThat(history("subscriber", "/events")).doesNotContain("for seven", "for eight");
    assertThat(history("cams-subscriber", "/events")).doesNotContain("for seven", "for eight");
  }

  @Test
  void uploadsUnderWay_areThoseOfTheTopics() throws Exception {
    int ftp = service.service().port("ftp");
    try (ScriptedFtpClient cams = ScriptedFtpClient.logIn(ftp);
        Socket camsData = cams.openData();
        ScriptedFtpClient sibling = ScriptedFtpClient.logIn(ftp);
        Socket siblingData = sibling.openData()) {
      assertThat(cams.send("STOR /cams/front.jpg").code()).isEqualTo(150);
      assertThat(sibling.send("STOR /camsX/back.jpg").code()).isEqualTo(150);

      assertThat(service.get("subscriber", "/uploads").body())
          .contains("/cams/front.jpg", "/camsX/back.jpg");
      assertThat(service.get("cams-subscriber", "/uploads").body())
          .contains("/cams/front.jpg")
          .doesNotContain("camsX");
      assertThat(camsData.isConnected() && siblingData.isConnected()).isTrue();
    }
  }

  @Test
  void preflight_needsNoToken() throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(service.service().http("/publish"))
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
            .header("Origin", "https://example.org")
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "authorization,content-type");

    HttpResponse<String> answer = service.send(null, request);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
        .contains("authorization");
  }

  private static HttpResponse<String> send(@Nullable String caller, String method, String path)
      throws Exception {
    return service.send(
        caller,
        HttpRequest.newBuilder(service.service().http(path))
            .header("Content-Type", "application/json")
            .method(
                method, HttpRequest.BodyPublishers.ofString(method.equals("POST") ? "{}" : "")));
  }

  private static void publish(String topic, String message, @Nullable String user)
      throws Exception {
    String body =
        "{\"topic\": \"%s\", \"message\": \"%s\"%s}"
            .formatted(topic, message, user == null ? "" : ", \"user_id\": " + user);
    assertThat(service.post("operator", "/publish", body).statusCode()).isEqualTo(200);
  }

  /** What all pages show, read to the empty one. */
  private static List<String> history(String caller, String path) throws Exception {
    List<String> seen = new ArrayList<>();
    String since = "";
    while (true) {
      HttpResponse<String> answer = service.get(caller, path + since);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      JsonNode page = JsonMapper.shared().readTree(answer.body());
      if (page.path("events").isEmpty()) {
        return seen;
      }
      page.path("events").forEach(event -> seen.add(event.path("data").asString("")));
      since = (path.contains("?") ? "&" : "?") + "since=" + page.path("next").stringValue();
    }
  }

  private static String problem(HttpResponse<String> answer) {
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/problem+json");
    JsonNode problem = JsonMapper.shared().readTree(answer.body());
    assertThat(problem.path("status").intValue()).isEqualTo(answer.statusCode());
    return problem.path("detail").stringValue();
  }
}
