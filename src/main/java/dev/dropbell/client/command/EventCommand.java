package dev.dropbell.client.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What {@code tail --exec} runs. What comes from outside, such as a file's name, reaches the shell
 * as the value of a variable and is never part of the command.
 *
 * @param shellCommand for {@code sh -c}
 */
record EventCommand(String shellCommand) {

  private static final List<String> FIELDS =
      List.of("path", "filename", "size_bytes", "sha256", "user", "id", "cursor");

  /** Runs it to its end; its exit code. */
  int run(JsonNode data, String input) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", shellCommand)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    Map<String, String> environment = builder.environment();
    for (String field : FIELDS) {
      environment.put("EVENT_" + field.toUpperCase(Locale.ROOT), data.path(field).asString(""));
    }
    Process process = builder.start();
    try (OutputStream in = process.getOutputStream()) {
      in.write((input + '\n').getBytes(StandardCharsets.UTF_8));
    } catch (IOException unread) {
      // It need not read what it gets.
    }
    return process.waitFor();
  }
}
