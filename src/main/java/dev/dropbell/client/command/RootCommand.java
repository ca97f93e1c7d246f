package dev.dropbell.client.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** {@code dropbell} itself. */
@Command(
    name = "dropbell",
    header = "Rings when a file drops: sends files by FTP, and follows what arrives.",
    description = {
      "",
      "Without a command, or with --KEY=VALUE options alone, it is the server.",
      ""
    },
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = RootCommand.Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all done",
      "1:something failed; the standard error says what",
      "2:wrong usage"
    },
    footerHeading = "%nEnvironment:%n",
    footer = {
      "  FTP_HOST, FTP_USER, FTP_PASS  server (host, host:port or URL), user and password for FTP",
      "  DROPBELL_URL, DROPBELL_TOKEN  server and token for tail and publish",
      "",
      "Passwords are also looked up in ~/.netrc, and asked for on a terminal."
    })
final class RootCommand {

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = RootCommand.class.getPackage().getImplementationVersion();
      return new String[] {"dropbell " + (version == null ? "(not packaged)" : version)};
    }
  }
}
