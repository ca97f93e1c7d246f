package dev.dropbell.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dropbell.testing.FrameClient;
import dev.dropbell.testing.RunningService;
import dev.dropbell.testing.ScriptedFtpClient;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Frames over real sockets: what each command is answered, and what bad input gets. */
class FramesIT {

  private static RunningService service;

  @BeforeAll
  static void start(@TempDir Path root) {
    service = RunningService.start(root, "--dropbell.directories=cams");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static FrameClient connect() {
    return FrameClient.connect(service.port("tcp"));
  }

  @Test
  void payload_isEchoed() {
    try (FrameClient client = connect()) {
      client.send("hello");
      assertThat(client.readText()).isEqualTo("Received 5 bytes: hello");
      client.send("");
      assertThat(client.readText()).isEqualTo("Received 0 bytes: ");
      client.send(" {'op': 'ping'}");
      assertThat(client.readText()).isEqualTo("Received 15 bytes:  {\"op\": \"ping\"}");
    }
  }

  @Test
  void payload_isEchoed_byteForByte() {
    byte[] payload = new byte[FrameDecoder.MAX_LENGTH];
    new Random(1).nextBytes(payload);
    payload[0] = 'x';
    try (FrameClient client = connect()) {
      client.send(payload);
      byte[] echo = requireNonNull(client.read());
      byte[] prefix = "Received 16777216 bytes: ".getBytes(UTF_8);
      assertThat(echo).startsWith(prefix);
      assertThat(Arrays.copyOfRange(echo, prefix.length, echo.length)).isEqualTo(payload);
      assertThat(client.ask("{'op':'ping'}").path("ok").asBoolean()).isTrue();
    }
  }

  @Test
  void publish_reachesSubscribersOnce_asAWholeMessage() {
    try (FrameClient client = connect();
        FrameClient publisher = connect()) {
      JsonNode subscribed = client.ask("{'op':'subscribe','topics':['cats','dogs','cats']}");
      assertThat(subscribed.path("op").asString()).isEqualTo("subscribe");
      assertThat(subscribed.path("ok").asBoolean()).isTrue();
      assertThat(subscribed.path("topics").toString()).isEqualTo("[\"cats\",\"dogs\"]");
      assertThat(subscribed.path("recovered").asBoolean()).isTrue();
      assertThat(subscribed.path("cursor").asString()).isNotEmpty();

      JsonNode answer =
          publisher.ask("{'op':'publish','topic':'cats','message':{'a':[1.25,null]}}");
      assertThat(answer.path("op").asString()).isEqualTo("publish");
      assertThat(answer.path("ok").asBoolean()).isTrue();
      assertThat(answer.path("delivered").asInt()).isEqualTo(1);

      JsonNode message = client.readJson();
      assertThat(message.path("type").asString()).isEqualTo("message");
      assertThat(message.path("id")).isEqualTo(answer.path("id"));
      assertThat(message.path("cursor")).isEqualTo(answer.path("cursor"));
      assertThat(message.path("topic").asString()).isEqualTo("cats");
      assertThat(message.path("data").toString()).isEqualTo("{\"a\":[1.25,null]}");
      assertThat(message.path("at").asString()).endsWith("Z");
      assertThat(message.has("user_id")).isFalse();

      assertThat(client.ask("{'op':'unsubscribe','topics':['cats']}").path("ok").asBoolean())
          .isTrue();
      assertThat(
              publisher
                  .ask("{'op':'publish','topic':'cats','message':null}")
                  .path("delivered")
                  .asInt())
          .isZero();
      assertThat(client.ask("{'op':'ping'}").path("op").asString()).isEqualTo("ping");
    }
  }

  @Test
  void since_bringsWhatWasMissed_thenLive() {
    try (FrameClient publisher = connect()) {
      JsonNode first = publisher.ask("{'op':'publish','topic':'past','message':0}");
      for (int i = 1; i <= 600; i++) {
        publisher.send("{'op':'publish','topic':'past','message':" + i + "}");
      }
      for (int i = 1; i <= 600; i++) {
        assertThat(publisher.readJson().path("ok").asBoolean()).isTrue();
      }
      try (FrameClient late = connect()) {
        String since = first.path("cursor").asString();
        JsonNode answer = late.ask("{'op':'subscribe','topics':['past'],'since':'" + since + "'}");
        assertThat(answer.path("recovered").asBoolean()).isTrue();
        assertThat(answer.path("cursor").asString()).isEqualTo(since);
        publisher.ask("{'op':'publish','topic':'past','message':601}");
        for (int i = 1; i <= 601; i++) {
          assertThat(late.readJson().path("data").asInt()).isEqualTo(i);
        }
      }
    }
  }

  @Test
  void upload_ringsInTheTopicsOfItsDirectory() {
    try (FrameClient client = connect();
        ScriptedFtpClient ftp = ScriptedFtpClient.logIn(service.port("ftp"))) {
      client.ask("{'op':'subscribe','topics':['uploads','uploads/cams']}");
      assertThat(ftp.store("STOR /cams/a.jpg", new byte[5]).code()).isEqualTo(226);
      JsonNode message = client.readJson();
      while (!message.path("type").asString().equals("file_uploaded")) {
        message = client.readJson();
      }
      assertThat(message.path("topic").asString()).isEqualTo("uploads/cams");
      assertThat(message.path("data").path("path").asString()).isEqualTo("/cams/a.jpg");
      assertThat(message.path("data").path("cursor")).isEqualTo(message.path("cursor"));
      assertThat(client.ask("{'op':'ping'}").path("op").asString()).isEqualTo("ping");
    }
  }

  @Test
  void answers_comeInTheOrderOfTheFrames() {
    try (FrameClient client = connect()) {
      for (int i = 0; i < 300; i++) {
        client.send("{'op':'publish','topic':'order','message':" + i + "}");
        client.send("x" + i);
        client.send("{'op':'publish','topic':'no topic','message':1}");
        client.send("{'op':'subscribe','topics':['other']}");
      }
      for (int i = 0; i < 300; i++) {
        assertThat(client.readJson().path("delivered").asInt(-1)).isZero();
        assertThat(client.readText()).endsWith(": x" + i);
        assertThat(client.readJson().path("error").asString()).contains("'no topic'");
        assertThat(client.readJson().path("op").asString()).isEqualTo("subscribe");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{                                          | type      | error       | not valid JSON",
        "{}                                         | type      | error       | Field 'op' is missing",
        "{'op':5}                                   | type      | error       | op must be a string",
        "{'op':'dance'}                             | op        | dance       | Unknown op 'dance'",
        "{'op':'ping','x':1}                        | op        | ping        | Unknown field 'x'",
        "{'op':'ping'} {}                           | type      | error       | not valid JSON",
        "{'op':'ping','op':'ping'}                  | type      | error       | not valid JSON",
        "{'op':'subscribe'}                         | op        | subscribe   | 'topics' is missing",
        "{'op':'subscribe','topics':[]}             | op        | subscribe   | topics must be",
        "{'op':'subscribe','topics':'cats'}         | op        | subscribe   | topics must be",
        "{'op':'subscribe','topics':['a b']}        | op        | subscribe   | 'a b'",
        "{'op':'subscribe','topics':['a'],'since':1}    | op    | subscribe   | since must be",
        "{'op':'subscribe','topics':['a'],'since':'x'}  | op    | subscribe   | since must be",
        "{'op':'unsubscribe','topics':[7]}          | op        | unsubscribe | topics must be",
        "{'op':'publish','topic':'a'}               | op        | publish     | 'message' is missing",
        "{'op':'publish','message':1}               | op        | publish     | 'topic' is missing",
        "{'op':'publish','topic':'','message':1}    | op        | publish     | must not be empty",
      })
  void command_isRefusedByName(String command, String key, String value, String error) {
    try (FrameClient client = connect()) {
      JsonNode answer = client.ask(command);
      assertThat(answer.path(key).asString()).isEqualTo(value);
      assertThat(answer.path("error").asString()).contains(error);
      assertThat(answer.has("ok")).isFalse();
      assertThat(client.ask("{'op':'ping'}").path("ok").asBoolean()).isTrue();
    }
  }

  @Test
  void command_isRefused_whenItIsTooLong() {
    try (FrameClient client = connect()) {
      JsonNode answer =
          client.ask("{'op':'publish','topic':'a','message':'" + "x".repeat(1024 * 1024) + "'}");
      assertThat(answer.path("error").asString()).contains("at most 1048576 bytes");
      assertThat(client.ask("{'op':'ping'}").path("ok").asBoolean()).isTrue();
    }
  }

  @Test
  void length_isAnsweredWithAnErrorAndTheEnd_whenItIsTooLong() {
    try (FrameClient client = connect()) {
      byte[] garbage = new byte[300_000];
      Arrays.fill(garbage, (byte) 0xff);
      client.write(garbage);
      JsonNode error = client.readJson();
      assertThat(error.path("type").asString()).isEqualTo("error");
      assertThat(error.path("error").asString()).contains("at most 16777216", "4294967295");
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void halfClosedClient_getsAllItsAnswers() {
    try (FrameClient client = connect()) {
      client.send("{'op':'publish','topic':'half','message':1}");
      client.send("{'op':'publish','topic':'half','message':2}");
      client.send("last");
      client.shutdownOutput();
      assertThat(client.readJson().path("op").asString()).isEqualTo("publish");
      assertThat(client.readJson().path("op").asString()).isEqualTo("publish");
      assertThat(client.readText()).isEqualTo("Received 4 bytes: last");
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  /** It may fill the sockets' buffers and what one connection may hold; then it must wait. */
  @Test
  void clientThatNeverReads_isReadNoFurther() throws Exception {
    AtomicLong sent = new AtomicLong();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port("tcp"));
        FrameClient other = connect()) {
      Thread.ofVirtual().start(() -> sendWithoutEnd(socket, sent));
      AtomicLong seen = new AtomicLong(-1);
      await()
          .pollInterval(Duration.ofMillis(500))
          .until(() -> seen.getAndSet(sent.get()) == sent.get());
      assertThat(sent.get()).isBetween(1L, 30L * 1024 * 1024);
      assertThat(other.ask("{'op':'ping'}").path("ok").asBoolean()).isTrue();
    }
  }

  private static void sendWithoutEnd(Socket socket, AtomicLong sent) {
    byte[] frame = new byte[64 * 1024];
    ByteBuffer.wrap(frame).putInt(frame.length - 4);
    try {
      OutputStream out = socket.getOutputStream();
      while (true) {
        out.write(frame);
        sent.addAndGet(frame.length);
      }
    } catch (IOException closed) {
      // As it must come.
    }
  }
}
