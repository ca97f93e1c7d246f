package dev.dropbell.client.command;

import dev.dropbell.client.DropbellClient;
import dev.dropbell.client.Settings;
import dev.dropbell.client.TransferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dropbell put}. */
@Command(
    name = "put",
    header = "Send files to an FTP server.",
    customSynopsis = {
      "dropbell put [OPTIONS] FILE... URL",
      "dropbell put [OPTIONS] - URL/NAME",
    },
    description = {
      "",
      "A URL that ends with a slash is a directory, into which the files go under their names;"
          + " otherwise a single file gets the URL's name. - sends the standard input: up to 64 MiB"
          + " are kept aside and sent like a file, more cannot be tried again once it has begun.",
      "",
      "A file counts as sent when the server has shown its SHA-256 (HASH) or size. A broken transfer"
          + " is gone on with from where the server is. A file that changes while it is sent, fails.",
      ""
    })
final class PutCommand implements Callable<Integer> {

  private static final String STANDARD_INPUT = "-";

  private final Surroundings surroundings;

  @Parameters(
      arity = "2..*",
      paramLabel = "FILE... URL",
      hideParamSyntax = true,
      description =
          "What to send, and where: ftp[s]://[user@]host[:port]/path, or a path on FTP_HOST.")
  private List<String> arguments = List.of();

  @Option(
      names = {"-r", "--recursive"},
      description = "Send directories with all that is in them, under their names.")
  private boolean recursive;

  @Option(
      names = {"-c", "--continue"},
      description =
          "Go on with what an earlier run has left, and send nothing that is there already.")
  private boolean resume;

  @Option(
      names = {"-P", "--parallel"},
      paramLabel = "N",
      defaultValue = "4",
      description = "Connections at a time, for several files (default: ${DEFAULT-VALUE}).")
  private int parallel;

  @Option(
      names = {"-q", "--quiet"},
      description = "Say nothing but what went wrong.")
  private boolean quiet;

  @Mixin private FtpOptions ftp = new FtpOptions();

  PutCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    List<String> names = arguments.subList(0, arguments.size() - 1);
    FtpUrl url = Target.of(arguments.getLast(), surroundings);
    return names.contains(STANDARD_INPUT) ? putStandardInput(names, url) : putFiles(names, url);
  }

  private int putStandardInput(List<String> names, FtpUrl url) throws Exception {
    if (names.size() > 1 || url.isDirectory()) {
      throw new IllegalArgumentException(
          "- stands alone, and the URL names the file: dropbell put - ftp://host/directory/name");
    }
    try (Reporter reporter = new Reporter(surroundings, quiet, false, 1, 0);
        DropbellClient client = new DropbellClient(settings(url), reporter)) {
      client.put(surroundings.in(), url.path());
      return 0;
    } catch (TransferException told) {
      return 1;
    }
  }

  private int putFiles(List<String> names, FtpUrl url) throws Exception {
    List<Path> paths = names.stream().map(Path::of).toList();
    paths.forEach(this::checkDirectory);
    boolean into = paths.size() > 1 || url.isDirectory() || Files.isDirectory(paths.getFirst());
    LocalTree tree = new LocalTree(into && !url.isDirectory() ? url.path() + '/' : url.path());
    if (into) {
      paths.forEach(tree::add);
    } else {
      tree.addAs(paths.getFirst(), url.path());
    }
    return send(tree, url);
  }

  private void checkDirectory(Path path) {
    if (Files.isDirectory(path) && !recursive) {
      throw new IllegalArgumentException(path + " is a directory; -r sends it");
    }
  }

  private int send(LocalTree tree, FtpUrl url) throws Exception {
    Settings settings = settings(url);
    try (Reporter reporter =
            new Reporter(surroundings, quiet, false, tree.files().size(), tree.bytes());
        DropbellClient client = new DropbellClient(settings, reporter)) {
      tree.unreadable().forEach(reporter::unreadable);
      if (!tree.directories().isEmpty()) {
        client.makeDirectories(tree.directories());
      }
      client.putAll(tree.files());
      return reporter.summary("sent");
    }
  }

  private Settings settings(FtpUrl url) throws IOException {
    return ftp.settings(url, parallel, resume, surroundings);
  }
}
