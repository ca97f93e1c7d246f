package dev.dropbell.client.command;

import dev.dropbell.client.Retries;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code dropbell publish}. An idempotency key makes a repeat harmless. */
@Command(
    name = "publish",
    header = "Publish a message to a topic.",
    customSynopsis = "dropbell publish [OPTIONS] TOPIC MESSAGE",
    description = {
      "",
      "A lost connection is tried again, and the message published once all the same.",
      "A token is taken from DROPBELL_TOKEN.",
      ""
    })
final class PublishCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Parameters(index = "0", paramLabel = "TOPIC", description = "Letters, digits and - _ . / :")
  private String topic = "";

  @Parameters(index = "1", paramLabel = "MESSAGE", description = "What subscribers get.")
  private String message = "";

  @Option(names = "--as-json", description = "MESSAGE is JSON, not text.")
  private boolean asJson;

  @Option(names = "--user", paramLabel = "ID", description = "Only this user's clients get it.")
  private @Nullable String user;

  @Option(names = "--json", description = "Print the server's answer as it is.")
  private boolean json;

  @Option(
      names = "--retries",
      paramLabel = "N",
      defaultValue = "5",
      description = "Attempts after the first (default: ${DEFAULT-VALUE}).")
  private int retries;

  @Mixin private HttpOptions http = new HttpOptions();

  PublishCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.put("topic", topic).put("idempotency_key", UUID.randomUUID().toString());
    body.set("message", message());
    if (user != null) {
      body.put("user_id", user);
    }
    try {
      JsonNode answer = post(http.service(surroundings), body);
      surroundings.out().println(json ? answer.toString() : told(answer));
      return 0;
    } catch (RefusedException | IOException e) {
      surroundings.say("not published: " + reason(e));
      return 1;
    }
  }

  private JsonNode message() {
    JsonMapper mapper = JsonMapper.shared();
    try {
      return asJson ? mapper.readTree(message) : mapper.valueToTree(message);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("MESSAGE is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private JsonNode post(Service service, ObjectNode body) throws IOException, InterruptedException {
    Retries pauses = Retries.of(retries);
    for (int failures = 1; ; failures++) {
      try {
        return service.post("publish", body);
      } catch (IOException e) {
        if (failures > retries) {
          throw e;
        }
        Duration pause = pauses.pause(failures, ThreadLocalRandom.current());
        surroundings.say(
            String.format(
                Locale.ROOT,
                "%s; attempt %d of %d in %.1f s",
                reason(e),
                failures + 1,
                retries + 1,
                pause.toMillis() / 1000.0));
        Thread.sleep(pause);
      }
    }
  }

  /** The JDK's HTTP client gives many of its exceptions no message. */
  static String reason(Exception e) {
    return e.getMessage() == null
        ? "no connection (%s)".formatted(e.getClass().getSimpleName())
        : e.getMessage();
  }

  private static String told(JsonNode answer) {
    return "published: cursor=%s delivered=%s"
        .formatted(answer.path("cursor").asString(""), answer.path("delivered").asString("0"));
  }
}
