package dev.dropbell.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.testing.FrameClient;
import dev.dropbell.testing.RunningService;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Tokens over TCP: before one nothing goes, and with one no more than it allows. */
class FrameAuthIT {

  private static final String ALL = "db_everything-for-everybody-0123456789";
  private static final String CAMS = "db_cams-to-hear-and-no-more-0123456789";
  private static final String DEVICE = "db_device-that-only-publishes-0123456789";

  private static final String CAMERA = "db_camera-that-publishes-there-0123456789";
  private static final String READER = "db_reader-of-files-and-no-more-0123456789";
  private static final String ADMIN = "db_admin-who-may-do-everything-0123456789";

  private static RunningService service;

  @BeforeAll
  static void start(@TempDir Path root) throws Exception {
    service =
        RunningService.start(
            root,
            "--dropbell.tcp.auth-timeout=2s",
            "--dropbell.security.tokens[0].name=all",
            "--dropbell.security.tokens[0].hash=" + hash(ALL),
            "--dropbell.security.tokens[0].scopes=publish,subscribe",
            "--dropbell.security.tokens[0].user-id=1",
            "--dropbell.security.tokens[1].name=cams",
            "--dropbell.security.tokens[1].hash=" + hash(CAMS),
            "--dropbell.security.tokens[1].scopes=subscribe",
            "--dropbell.security.tokens[1].topics=uploads/cams",
            "--dropbell.security.tokens[2].name=device",
            "--dropbell.security.tokens[2].hash=" + hash(DEVICE),
            "--dropbell.security.tokens[2].scopes=publish",
            "--dropbell.security.tokens[3].name=camera",
            "--dropbell.security.tokens[3].hash=" + hash(CAMERA),
            "--dropbell.security.tokens[3].scopes=publish",
            "--dropbell.security.tokens[3].topics=uploads/cams",
            "--dropbell.security.tokens[4].name=reader",
            "--dropbell.security.tokens[4].hash=" + hash(READER),
            "--dropbell.security.tokens[4].scopes=read",
            "--dropbell.security.tokens[5].name=admin",
            "--dropbell.security.tokens[5].hash=" + hash(ADMIN),
            "--dropbell.security.tokens[5].scopes=admin");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static String hash(String token) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    return "{sha256}" + HexFormat.of().formatHex(digest);
  }

  private static FrameClient connect() {
    return FrameClient.connect(service.port("tcp"));
  }

  private static FrameClient connect(String token) {
    FrameClient client = connect();
    JsonNode answer = client.ask("{'op':'auth','token':'" + token + "'}");
    assertThat(answer.toString()).isEqualTo("{\"op\":\"auth\",\"ok\":true}");
    return client;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'op':'subscribe','topics':['cats']}",
        "{'op':'unsubscribe','topics':['cats']}",
        "{'op':'publish','topic':'cats','message':1}",
        "hello",
        "",
      })
  void stranger_getsNothing(String frame) {
    try (FrameClient stranger = connect()) {
      assertThat(stranger.ask(frame).path("error").asString()).startsWith("Authenticate first");
      assertThat(stranger.ask("{'op':'ping'}").path("ok").asBoolean()).isTrue();
    }
  }

  @Test
  void stranger_isClosed_whenNoTokenComes() {
    try (FrameClient stranger = connect()) {
      assertThat(stranger.readJson().path("error").asString()).startsWith("Authenticate first");
      assertThat(stranger.isClosedByServer()).isTrue();
    }
  }

  @Test
  void strangersFrame_isRefused_whenItIsLong() {
    try (FrameClient stranger = connect()) {
      stranger.write(new byte[] {0, 1, 0, 0});
      assertThat(stranger.readJson().path("error").asString()).contains("at most 8192 bytes");
      assertThat(stranger.isClosedByServer()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "guess",
        // Those of ALL, but for a character.
        "db_everything-for-everybody-0123456788",
        "db_everything-for-everybody-012345678",
        "db_everything-for-everybody-01234567890",
        "DB_everything-for-everybody-0123456789",
        "db_everything-for-everybody-0123456789 ",
      })
  void wrongToken_isToldAndClosed(String token) {
    try (FrameClient stranger = connect()) {
      JsonNode answer = stranger.ask("{'op':'auth','token':'" + token + "'}");
      assertThat(answer.path("op").asString()).isEqualTo("auth");
      assertThat(answer.path("error").asString()).isEqualTo("token is wrong");
      assertThat(stranger.isClosedByServer()).isTrue();
    }
  }

  @Test
  void token_letsIn_alsoWhatCameRightBehindIt() {
    try (FrameClient client = connect()) {
      client.send("{'op':'auth','token':'" + ALL + "'}");
      client.send("{'op':'subscribe','topics':['cats']}");
      client.send("{'op':'publish','topic':'cats','message':'meow'}");
      assertThat(client.readJson().path("op").asString()).isEqualTo("auth");
      assertThat(client.readJson().path("op").asString()).isEqualTo("subscribe");
      assertThat(client.readJson().path("data").asString()).isEqualTo("meow");
      assertThat(client.readJson().path("delivered").asInt()).isEqualTo(1);
      assertThat(client.ask("{'op':'auth','token':'" + CAMS + "'}").path("error").asString())
          .contains("already");
    }
  }

  @Test
  void token_allowsItsTopicsOnly() {
    try (FrameClient cams = connect(CAMS)) {
      assertThat(
              cams.ask("{'op':'subscribe','topics':['uploads/cams/front']}").path("ok").asBoolean())
          .isTrue();
      for (String wider : new String[] {"uploads", "uploads/camsite", "cats"}) {
        assertThat(
                cams.ask("{'op':'subscribe','topics':['uploads/cams','" + wider + "']}")
                    .path("error")
                    .asString())
            .contains("does not allow the topic '" + wider + "'");
      }
      assertThat(
              cams.ask("{'op':'publish','topic':'uploads/cams','message':1}")
                  .path("error")
                  .asString())
          .contains("lacks the scope 'publish'");
    }
  }

  @Test
  void since_bringsNothingBeyondTheToken() {
    try (FrameClient all = connect(ALL);
        FrameClient cams = connect(CAMS)) {
      String before =
          all.ask("{'op':'publish','topic':'uploads/cams','message':0}").path("cursor").asString();
      all.ask("{'op':'publish','topic':'uploads/camsX','message':'hidden'}");
      all.ask("{'op':'publish','topic':'uploads/cams','message':'shown'}");

      assertThat(
              cams.ask("{'op':'subscribe','topics':['uploads/camsX'],'since':'" + before + "'}")
                  .path("error")
                  .asString())
          .contains("does not allow the topic 'uploads/camsX'");
      cams.ask("{'op':'subscribe','topics':['uploads/cams'],'since':'" + before + "'}");
      assertThat(cams.readJson().path("data").asString()).isEqualTo("shown");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "uploads/cams,       true",
    "uploads/cams/front, true",
    "uploads/camsX,      false",
    "uploads/cam,        false",
    "uploads,            false",
    "cats,               false",
  })
  void publishing_staysWithinTheTopics(String topic, boolean allowed) {
    try (FrameClient camera = connect(CAMERA);
        FrameClient admin = connect(ADMIN)) {
      assertThat(admin.ask("{'op':'subscribe','topics':['" + topic + "']}").has("ok")).isTrue();

      JsonNode answer =
          camera.ask("{'op':'publish','topic':'" + topic + "','message':'from the camera'}");

      assertThat(answer.path("ok").asBoolean(false)).isEqualTo(allowed);
      assertThat(answer.path("error").asString(""))
          .isEqualTo(allowed ? "" : "The token 'camera' does not allow the topic '" + topic + "'.");
      admin.send("{'op':'publish','topic':'" + topic + "','message':'the next'}");
      assertThat(admin.readJson().path("data").asString())
          .isEqualTo(allowed ? "from the camera" : "the next");
    }
  }

  @Test
  void reader_neitherHearsNorPublishes() {
    try (FrameClient reader = connect(READER)) {
      assertThat(reader.ask("{'op':'subscribe','topics':['cats']}").path("error").asString())
          .contains("lacks the scope 'subscribe'");
      assertThat(reader.ask("{'op':'publish','topic':'cats','message':1}").path("error").asString())
          .contains("lacks the scope 'publish'");
    }
  }

  @Test
  void publisher_hearsNothing() {
    try (FrameClient device = connect(DEVICE)) {
      assertThat(device.ask("{'op':'subscribe','topics':['cats']}").path("error").asString())
          .contains("lacks the scope 'subscribe'");
      assertThat(device.ask("{'op':'unsubscribe','topics':['cats']}").path("error").asString())
          .contains("lacks the scope 'subscribe'");
      assertThat(device.ask("{'op':'publish','topic':'cats','message':1}").path("ok").asBoolean())
          .isTrue();
    }
  }
}
