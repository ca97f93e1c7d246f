package dev.dropbell.client.command;

import picocli.CommandLine.Command;

/** {@code dropbell serve}, as far as its help goes: whoever starts the process is the server. */
@Command(
    name = "serve",
    header = "Be the server; so it is without any command, too.",
    customSynopsis = "dropbell serve [--KEY=VALUE...]",
    description = {
      "",
      "Settings are given as --dropbell.ftp.port=2121, by environment as DROPBELL_FTP_PORT, or in an"
          + " application.yml in the working directory.",
      ""
    })
final class ServeCommand {}
