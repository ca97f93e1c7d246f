package dev.dropbell.client.command;

import dev.dropbell.client.DropbellClient;
import dev.dropbell.client.TransferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dropbell get}. */
@Command(
    name = "get",
    header = "Get a file from an FTP server.",
    customSynopsis = "dropbell get [OPTIONS] URL [DEST]",
    description = {
      "",
      "The file grows as DEST.part and takes its place when it is whole, compared with the server's"
          + " SHA-256 (HASH) or size. A broken transfer is gone on with from where it was.",
      ""
    })
final class GetCommand implements Callable<Integer> {

  private static final String STANDARD_OUTPUT = "-";

  private final Surroundings surroundings;

  @Parameters(
      index = "0",
      paramLabel = "URL",
      description = "The file: ftp[s]://[user@]host[:port]/path, or a path on FTP_HOST.")
  private String source = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "DEST",
      description =
          "A file or directory here, or - for the standard output (default: here, same name).")
  private @Nullable String destination;

  @Option(
      names = {"-c", "--continue"},
      description = "Go on with the DEST.part that an earlier run has left.")
  private boolean resume;

  @Option(
      names = {"-q", "--quiet"},
      description = "Say nothing but what went wrong.")
  private boolean quiet;

  @Mixin private FtpOptions ftp = new FtpOptions();

  GetCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    FtpUrl url = Target.of(source, surroundings);
    if (url.isDirectory()) {
      throw new IllegalArgumentException("The URL names a directory; dropbell ls lists it.");
    }
    boolean toOutput = STANDARD_OUTPUT.equals(destination);
    try (Reporter reporter = new Reporter(surroundings, quiet, toOutput, 1, 0);
        DropbellClient client =
            new DropbellClient(ftp.settings(url, 1, resume, surroundings), reporter)) {
      if (toOutput) {
        client.get(url.path(), surroundings.out());
      } else {
        client.get(url.path(), local(url));
      }
      return 0;
    } catch (TransferException told) {
      return 1;
    }
  }

  private Path local(FtpUrl url) {
    String name = url.path().substring(url.path().lastIndexOf('/') + 1);
    Path here = Path.of(destination == null ? "." : destination);
    return Files.isDirectory(here) ? here.resolve(name) : here;
  }
}
