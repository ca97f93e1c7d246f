package dev.dropbell.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.json.Json;
import dev.dropbell.testing.RunningService;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Every error is a problem that says what to change; what is right is answered right. */
class RelayRestIT {

  private static final HttpClient http = HttpClient.newHttpClient();
  private static final int MIB = 1024 * 1024;

  @TempDir static Path root;
  private static RunningService service;

  @BeforeAll
  static void start() {
    service = RunningService.start(root, "--dropbell.relay.max-registrations=500");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void health_isOk() throws Exception {
    HttpResponse<String> answer = send("GET", "/health", null, "");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("ok");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain;charset=UTF-8");
  }

  @Test
  void dashboardAndActuator_areNotShadowed() throws Exception {
    assertThat(send("GET", "/", null, "").body()).startsWith("<!doctype html>");
    assertThat(send("GET", "/actuator/health", null, "").body()).contains("\"status\":\"UP\"");
  }

  @ParameterizedTest
  @CsvSource({"1", "0", "9223372036854775807", "'\"x\"'"})
  void register_answersTheUrl(String user) throws Exception {
    HttpResponse<String> answer = json("/register", "{\"user_id\":" + user + "}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Json.read(answer.body()).get("url").stringValue())
        .matches("ws://127\\.0\\.0\\.1:" + service.httpPort() + "/ws/[0-9a-f]{32}");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "/register | {\"user_id\": {}}                              | user_id must be an integer",
        "/register | {\"user_id\": []}                              | user_id must be an integer",
        "/register | {\"user_id\": -1}                              | must not be negative",
        "/register | {\"user_id\": 1.0}                             | it is a fraction",
        "/register | {\"user_id\": 9223372036854775808}             | user_id must be an integer",
        "/register | {\"user_id\": true}                            | it is a boolean",
        "/register | {\"user_id\": null}                            | it is null",
        "/register | {\"user_id\": \"\"}                            | 1 to 255 characters",
        "/register | {}                                             | Field 'user_id' is missing",
        "/register | {\"user_id\": 1, \"topic\": \"cats\"}          | Unknown field 'topic'",
        "/register | {\"user_id\": 1, \"topics\": \"cats\"}         | topics must be an array",
        "/register | {\"user_id\": 1, \"topics\": null}             | it is null",
        "/register | {\"user_id\": 1, \"topics\": [\"a b\"]}        | Topic 'a b'",
        "/register | {\"user_id\": 1, \"user_id\": 2}               | uplicate",
        "/register | {\"user_id\":                                  | line 1, column",
        "/register | {\"user_id\": 1} x                             | not valid JSON",
        "/register | []                                             | This is an array",
        "/register | ''                                             | The body is empty",
        "/publish  | {\"message\": \"x\"}                           | Field 'topic' is missing",
        "/publish  | {\"topic\": \"cats\"}                          | Field 'message' is missing",
        "/publish  | {\"topic\": 5, \"message\": 1}                 | topic must be a string",
        "/publish  | {\"topic\": \"\", \"message\": 1}              | must not be empty",
        "/publish  | {\"topic\": \"a\", \"message\": 1, \"ephemeral\": \"true\"} | ephemeral must be true or false",
        "/publish  | {\"topic\": \"a\", \"message\": 1, \"user_id\": {}}         | user_id must be an integer",
        "/publish  | {\"topic\": \"a\", \"message\": 1, \"idempotency_key\": \"\"} | idempotency_key must have 1 to 255",
        "/publish  | {\"topic\": \"a\", \"message\": 1, \"room\": \"b\"}         | Unknown field 'room'",
        "/announce | {}                                             | Field 'message' is missing",
        "/announce | {\"message\": 1, \"topic\": \"a\"}             | Unknown field 'topic'",
      })
  void badBody_is400_andTheDetailSaysWhy(String path, String body, String detail) throws Exception {
    assertProblem(json(path, body), 400, detail);
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource({
    "GET,    /register,      application/json, 405, use POST",
    "PUT,    /publish,       application/json, 405, use POST",
    "POST,   /health,        application/json, 405, use GET",
    "POST,   /register,      text/plain,       415, send application/json",
    "POST,   /publish,       ,                 415, send application/json",
    "GET,    /nothing,       ,                 404, nothing at this path",
    "DELETE, /register/abc,  ,                 404, no such registration",
    "GET,    /ws/abc,        ,                 404, no such registration",
    "GET,    /error,         ,                 404, nothing at this path",
  })
  void wrongCall_isAProblem(
      String method, String path, @Nullable String contentType, int status, String detail)
      throws Exception {
    assertProblem(send(method, path, contentType, "{}"), status, detail);
  }

  @Test
  void problem_staysJson_forABrowser() throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(service.http("/nothing")).header("Accept", "text/html").build(),
            BodyHandlers.ofString());
    assertProblem(answer, 404, "nothing at this path");
  }

  @ParameterizedTest
  @CsvSource({"/%FF", "/a|b", "/%zz"})
  void pathThatTomcatRefuses_isAProblemToo(String path) throws Exception {
    try (RawClient client = new RawClient(service)) {
      client.send(
          ("GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").getBytes(US_ASCII));
      assertThat(client.readHead())
          .startsWith("HTTP/1.1 400 ")
          .contains("application/problem+json")
          .doesNotContainIgnoringCase("tomcat");
      assertThat(client.readAll())
          .contains("\"status\":400", "\"detail\":\"")
          .doesNotContainIgnoringCase("tomcat");
    }
  }

  @Test
  void body_ofOneMiB_isTaken_andOneByteMoreRefused() throws Exception {
    String frame = "{\"topic\":\"big\",\"message\":\"%s\"}";
    String fits = frame.formatted("x".repeat(MIB - frame.length() + 2));
    assertThat(fits).hasSize(MIB);
    assertThat(json("/publish", fits).statusCode()).isEqualTo(200);
    assertProblem(json("/publish", fits + " "), 413, "at most 1048576 bytes");
  }

  @Test
  void body_tooLarge_inChunksWithoutALength_isRefused() throws Exception {
    try (RawClient client = new RawClient(service)) {
      client.send(
          """
          POST /publish HTTP/1.1
          Host: h
          Connection: close
          Content-Type: application/json
          Transfer-Encoding: chunked

          """
              .replace("\n", "\r\n")
              .getBytes(US_ASCII));
      byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(US_ASCII);
      for (int i = 0; i < 3 * MIB / 0x10000; i++) {
        client.send(chunk);
      }
      client.send("0\r\n\r\n".getBytes(US_ASCII));
      assertThat(client.readHead())
          .startsWith("HTTP/1.1 413 ")
          .contains("application/problem+json");
      assertThat(client.readAll()).contains("at most 1048576 bytes");
    }
  }

  @Test
  void body_withBrokenChunks_isRefused() throws Exception {
    try (RawClient client = new RawClient(service)) {
      client.send(
          """
          POST /publish HTTP/1.1
          Host: h
          Connection: close
          Content-Type: application/json
          Transfer-Encoding: chunked

          no-number
          """
              .replace("\n", "\r\n")
              .getBytes(US_ASCII));
      assertThat(client.readHead())
          .startsWith("HTTP/1.1 400 ")
          .contains("application/problem+json");
    }
  }

  @Test
  void registrations_areLimited(@TempDir Path otherRoot) throws Exception {
    try (RunningService other =
        RunningService.start(otherRoot, "--dropbell.relay.max-registrations=1")) {
      PlainClient.register(other, "1", "[]");
      HttpResponse<String> answer = PlainClient.post(other, "/register", "{\"user_id\":1}");
      assertProblem(answer, 503, "max-registrations");
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }
  }

  @Test
  void api_describesEveryCall_withExamplesAndProblems() throws Exception {
    JsonNode api = Json.read(send("GET", "/v3/api-docs", null, "").body());
    assertThat(api.at("/info/title").stringValue()).isEqualTo("Dropbell");
    for (String call :
        new String[] {
          "~1health/get",
          "~1register/post",
          "~1register~1{id}/delete",
          "~1publish/post",
          "~1announce/post",
          "~1ws~1{id}/get"
        }) {
      JsonNode operation = api.at("/paths/" + call);
      assertThat(operation.get("summary").stringValue()).as(call).isNotBlank();
      assertThat(operation.get("description").stringValue()).as(call).isNotBlank();
      operation
          .get("responses")
          .forEachEntry((status, response) -> {
            assertThat(response.get("description").stringValue()).isNotBlank();
            if (status.startsWith("4") || status.startsWith("5")) {
              assertThat(response.at("/content/application~1problem+json/schema/$ref"))
                  .as(call + " " + status)
                  .asString()
                  .contains("ProblemDetail");
            }
          });
    }
    for (String property :
        new String[] {
          "RegisterRequest/user_id", "PublishRequest/topic", "PublishRequest/message",
          "PublishAnswer/cursor", "AnnounceRequest/message", "RegisterAnswer/url"
        }) {
      JsonNode schema = api.at("/components/schemas/" + property.replace("/", "/properties/"));
      assertThat(schema.has("example")).as(property).isTrue();
      assertThat(schema.has("$ref")).as(property).isFalse();
    }
    assertThat(send("GET", "/swagger-ui.html", null, "").statusCode()).isEqualTo(302);
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String detail) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonNode problem = Json.read(answer.body());
    assertThat(problem.get("status").intValue()).isEqualTo(status);
    assertThat(problem.get("title").stringValue()).isNotBlank();
    assertThat(problem.get("detail").stringValue()).contains(detail).doesNotContain("dev.dropbell");
  }

  private static HttpResponse<String> json(String path, String body) throws Exception {
    return send("POST", path, "application/json", body);
  }

  private static HttpResponse<String> send(
      String method, String path, @Nullable String contentType, String body) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(service.http(path));
    if (contentType != null) {
      request.header("Content-Type", contentType);
    }
    return http.send(
        request
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }
}
