package dev.dropbell.client.command;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code dropbell tail}. */
@Command(
    name = "tail",
    header = "Follow uploads as they complete.",
    customSynopsis = "dropbell tail [OPTIONS] TOPIC...",
    description = {
      "",
      "A line for each file_uploaded in these topics: time, size, user, path. It comes back by itself"
          + " when the connection or the server was away, and misses and repeats nothing. It ends when"
          + " it is interrupted, or refused.",
      "A token is taken from DROPBELL_TOKEN.",
      ""
    })
final class TailCommand implements Callable<Integer> {

  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private final Surroundings surroundings;

  @Parameters(
      arity = "1..*",
      paramLabel = "TOPIC...",
      hideParamSyntax = true,
      description = "Such as uploads (all of them) or uploads/cams (a directory and those below).")
  private List<String> topics = List.of();

  @Option(
      names = "--since",
      paramLabel = "CURSOR",
      description = "Begin behind this place in the log instead of now.")
  private @Nullable String since;

  @Option(names = "--messages", description = "Show what is published to the topics, too.")
  private boolean messages;

  @Option(
      names = "--json",
      description = "The event as JSON, a line each; with --messages the whole message around it.")
  private boolean json;

  @Option(
      names = "--exec",
      paramLabel = "CMD",
      description =
          "Run CMD by sh -c for each, one after the other. It reads the line of --json, and finds"
              + " EVENT_PATH, EVENT_FILENAME, EVENT_SIZE_BYTES, EVENT_SHA256, EVENT_USER, EVENT_ID and"
              + " EVENT_CURSOR in its environment.")
  private @Nullable String command;

  @Mixin private HttpOptions http = new HttpOptions();

  TailCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    Service service = http.service(surroundings);
    try (EventStream events = new EventStream(service, topics, since, surroundings::say)) {
      while (true) {
        JsonNode message = events.next();
        String type = message.path("type").asString("");
        if (type.equals("file_uploaded") || (messages && type.equals("message"))) {
          show(message);
        }
      }
    } catch (RefusedException e) {
      surroundings.say("refused: " + e.getMessage());
      return 1;
    }
  }

  private void show(JsonNode message) throws InterruptedException {
    JsonNode event = messages ? message : message.path("data");
    if (json) {
      surroundings.out().println(event);
    } else if (command == null) {
      surroundings.out().println(line(message));
    }
    if (command != null) {
      run(command, message.path("data"), event.toString());
    }
  }

  private void run(String shellCommand, JsonNode data, String input) throws InterruptedException {
    try {
      int code = new EventCommand(shellCommand).run(data, input);
      if (code != 0) {
        surroundings.say(
            "--exec ended with %d: %s".formatted(code, data.path("path").asString("")));
      }
    } catch (IOException e) {
      surroundings.say("--exec failed: " + e.getMessage());
    }
  }

  private static String line(JsonNode message) {
    JsonNode data = message.path("data");
    if (message.path("type").asString("").equals("message")) {
      return "%s  %s  %s"
          .formatted(
              second(Instant.parse(message.path("at").asString())),
              message.path("topic").asString(""),
              Sizes.printable(data.isString() ? data.asString() : data.toString()));
    }
    return "%s  %10s  %s  %s"
        .formatted(
            second(Instant.ofEpochMilli(data.path("uploaded_at").asLong(0))),
            Sizes.of(data.path("size_bytes").asLong(0)),
            Sizes.printable(data.path("user").asString("")),
            Sizes.printable(data.path("path").asString("")));
  }

  private static String second(Instant time) {
    return SECOND.format(time.atZone(ZoneId.systemDefault()));
  }
}
