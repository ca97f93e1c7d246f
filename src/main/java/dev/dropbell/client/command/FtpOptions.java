package dev.dropbell.client.command;

import dev.dropbell.client.Retries;
import dev.dropbell.client.Server;
import dev.dropbell.client.Settings;
import dev.dropbell.client.Tls;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that speaks FTP. */
final class FtpOptions {

  @Option(
      names = "--tls",
      description =
          "Encrypt with TLS (AUTH TLS, PROT P), as ftps:// does; a server without is refused.")
  private boolean tls;

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description = "Trust the certificates in this PEM file instead of the JDK's. Implies --tls.")
  private @Nullable Path trust;

  @Option(
      names = "--insecure",
      description =
          "Trust any certificate: whoever stands between can read and change everything. Implies --tls.")
  private boolean insecure;

  @Option(
      names = "--retries",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "Attempts after the first, for what may pass: lost connections, timeouts, replies 421,"
              + " 425, 426 and 45x (default: ${DEFAULT-VALUE}).")
  private int retries;

  @Option(
      names = "--max-pause",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description =
          "Longest pause between attempts; they double from 1 s on, less up to a half at random"
              + " (default: ${DEFAULT-VALUE}).")
  private int maxPause;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description =
          "How long a connection may take to open, a reply to come, a transfer to stand still"
              + " (default: ${DEFAULT-VALUE}).")
  private int timeout;

  /** What they amount to for this place. */
  Settings settings(FtpUrl url, int parallel, boolean resume, Surroundings surroundings) {
    Tls encryption = new Tls(tls || trust != null || insecure || url.tls(), trust, insecure);
    if (insecure) {
      surroundings.say(
          "WARNING: --insecure: the server's certificate is not checked. Whoever stands between"
              + " can read the password and change the files.");
    }
    Login login = Login.of(url, surroundings);
    Server server = new Server(url.host(), url.port(), login.user(), login.password(), encryption);
    return new Settings(
        server,
        new Retries(retries, first(), Duration.ofSeconds(maxPause)),
        Duration.ofSeconds(timeout),
        parallel,
        resume);
  }

  private Duration first() {
    Duration usual = Retries.DEFAULT.first();
    Duration cap = Duration.ofSeconds(maxPause);
    return cap.compareTo(usual) < 0 ? cap : usual;
  }
}
