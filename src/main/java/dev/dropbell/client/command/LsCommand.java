package dev.dropbell.client.command;

import dev.dropbell.client.DropbellClient;
import dev.dropbell.client.RemoteEntry;
import dev.dropbell.client.TransferException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** {@code dropbell ls}. */
@Command(
    name = "ls",
    header = "List a directory of an FTP server.",
    customSynopsis = "dropbell ls [OPTIONS] URL",
    description = {"", "Size, time of the last change and name; directories end with a slash.", ""})
final class LsCommand implements Callable<Integer> {

  private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

  private final Surroundings surroundings;

  @Parameters(
      paramLabel = "URL",
      description =
          "The directory or file: ftp[s]://[user@]host[:port]/path, or a path on FTP_HOST.")
  private String place = "";

  @Option(
      names = "--json",
      description =
          "One JSON object: {\"path\", \"entries\": [{\"name\", \"type\", \"size_bytes\","
              + " \"modified_at\"}]}.")
  private boolean json;

  @Mixin private FtpOptions ftp = new FtpOptions();

  LsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    FtpUrl url = Target.of(place, surroundings);
    try (Reporter reporter = new Reporter(surroundings, true, true, 1, 0);
        DropbellClient client =
            new DropbellClient(ftp.settings(url, 1, false, surroundings), reporter)) {
      List<RemoteEntry> entries = client.list(url.path());
      if (json) {
        surroundings.out().println(json(url, entries));
      } else {
        entries.forEach(entry -> surroundings.out().println(line(entry)));
      }
      return 0;
    } catch (TransferException e) {
      surroundings.say("%s: failed: %s".formatted(Sizes.printable(url.toString()), e.message()));
      return 1;
    }
  }

  private static String line(RemoteEntry entry) {
    return "%10s  %16s  %s%s"
        .formatted(
            entry.directory() ? "-" : Sizes.of(entry.sizeBytes()),
            minute(entry.modifiedAt()),
            Sizes.printable(entry.name()),
            entry.directory() ? "/" : "");
  }

  private static String minute(@Nullable Instant time) {
    return time == null ? "-" : MINUTE.format(time.atZone(ZoneId.systemDefault()));
  }

  private static String json(FtpUrl url, List<RemoteEntry> entries) {
    Map<String, Object> listing = new LinkedHashMap<>();
    listing.put("path", url.path().startsWith("/") ? url.path() : '/' + url.path());
    listing.put("entries", entries.stream().map(LsCommand::fields).toList());
    return JsonMapper.shared().writeValueAsString(listing);
  }

  private static Map<String, @Nullable Object> fields(RemoteEntry entry) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("name", entry.name());
    fields.put("type", entry.directory() ? "directory" : "file");
    fields.put("size_bytes", entry.sizeBytes());
    fields.put(
        "modified_at", entry.modifiedAt() == null ? null : entry.modifiedAt().toEpochMilli());
    return fields;
  }
}
