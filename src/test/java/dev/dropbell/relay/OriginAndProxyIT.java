package dev.dropbell.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.testing.RunningService;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which pages may talk to us, and whose word counts about where we are. Headers go out raw. */
class OriginAndProxyIT {

  private static final String UPGRADE =
      "Connection: Upgrade~Upgrade: websocket~Sec-WebSocket-Version: 13~Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

  @TempDir static Path openRoot;
  @TempDir static Path strictRoot;

  /** As it comes: any origin, no proxy. */
  private static RunningService open;

  /** One origin, and a proxy on this machine. */
  private static RunningService strict;

  @BeforeAll
  static void start() {
    open = RunningService.start(openRoot);
    strict =
        RunningService.start(
            strictRoot,
            "--dropbell.allowed-origins=https://good.example",
            "--server.tomcat.remoteip.internal-proxies=127\\.0\\.0\\.1");
  }

  @AfterAll
  static void stop() {
    open.close();
    strict.close();
  }

  @Test
  void anyOrigin_isAllowedWithoutCredentials_asItComes() throws Exception {
    assertThat(call(open, "GET /health", "Origin: https://any.example"))
        .startsWith("HTTP/1.1 200 ")
        .contains("\r\nAccess-Control-Allow-Origin: *\r\n")
        .doesNotContain("Allow-Credentials");
    assertThat(call(open, webSocket(open), "Origin: https://any.example~" + UPGRADE))
        .startsWith("HTTP/1.1 101 ");
  }

  @Test
  void preflight_isAnswered() throws Exception {
    assertThat(
            call(
                open,
                "OPTIONS /publish",
                "Origin: https://any.example~Access-Control-Request-Method: POST~Access-Control-Request-Headers: content-type"))
        .startsWith("HTTP/1.1 200 ")
        .contains("\r\nAccess-Control-Allow-Methods: POST\r\n")
        .contains("\r\nAccess-Control-Allow-Headers: content-type\r\n");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "https://evil.example",
    "null",
    "http://good.example",
    "https://good.example.evil.example",
    "https://good.example:444",
    "'::not an origin::'",
  })
  void otherOrigin_isRefused_overRestAndWebSocket(String origin) throws Exception {
    for (String request : new String[] {"POST /publish", "OPTIONS /publish", webSocket(strict)}) {
      assertThat(call(strict, request, "Origin: " + origin + "~" + UPGRADE))
          .as(request)
          .startsWith("HTTP/1.1 403 ")
          .contains("application/problem+json")
          .contains("dropbell.allowed-origins")
          .doesNotContain("Access-Control-Allow-Origin");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"Origin: https://good.example", "Accept: */*"})
  void allowedOrigin_orNoneAtAll_goesOn(String header) throws Exception {
    assertThat(call(strict, "GET /health", header)).startsWith("HTTP/1.1 200 ");
    assertThat(call(strict, webSocket(strict), header + "~" + UPGRADE)).startsWith("HTTP/1.1 101 ");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "bells.example       | ws://bells.example/ws/",
        "bells.example:8000  | ws://bells.example:8000/ws/",
        "[::1]:8000          | ws://[::1]:8000/ws/",
      })
  void url_isWhereTheCallerReachedUs(String host, String url) throws Exception {
    assertThat(register(open, host, "Accept: */*")).contains("{\"url\":\"" + url);
  }

  @Test
  void forwardedHeaders_ofAStranger_areIgnored() throws Exception {
    assertThat(
            register(
                open,
                "real.example",
                "X-Forwarded-Host: forged.example~X-Forwarded-Proto: https~X-Forwarded-Port: 1~X-Forwarded-For: 1.2.3.4~Forwarded: host=forged.example;proto=https"))
        .contains("{\"url\":\"ws://real.example/ws/");
  }

  @Test
  void forwardedHeaders_ofATrustedProxy_count() throws Exception {
    assertThat(
            register(
                strict,
                "internal",
                "X-Forwarded-Host: bells.example~X-Forwarded-Proto: https~X-Forwarded-For: 1.2.3.4"))
        .contains("{\"url\":\"wss://bells.example/ws/");
  }

  private static String webSocket(RunningService service) throws Exception {
    return "GET " + PlainClient.register(service, "1", "[]").getPath();
  }

  private static String register(RunningService service, String host, String headers)
      throws Exception {
    try (RawClient client = new RawClient(service)) {
      String request =
          "POST /register HTTP/1.1~Host: %s~Connection: close~%s~Content-Type: application/json~Content-Length: 13~~{\"user_id\":1}"
              .formatted(host, headers);
      client.send(request.replace("~", "\r\n").getBytes(US_ASCII));
      return client.readHead() + client.readAll();
    }
  }

  /** The answer: its head, and its body unless it opened a WebSocket. */
  private static String call(RunningService service, String methodAndPath, String headers)
      throws Exception {
    try (RawClient client = new RawClient(service)) {
      String close = headers.contains("Connection:") ? "" : "~Connection: close";
      String request = "%s HTTP/1.1~Host: h~%s%s~~".formatted(methodAndPath, headers, close);
      client.send(request.replace("~", "\r\n").getBytes(US_ASCII));
      String head = client.readHead();
      Matcher length = Pattern.compile("(?i)Content-Length: (\\d+)").matcher(head);
      return length.find() ? head + client.read(Integer.parseInt(length.group(1))) : head;
    }
  }
}
