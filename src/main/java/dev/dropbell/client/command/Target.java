package dev.dropbell.client.command;

/** Reads what a user names as a place on a server: a URL, or a path on FTP_HOST. */
final class Target {

  private Target() {}

  /**
   * The place that an argument names.
   *
   * @throws IllegalArgumentException when it names none
   */
  static FtpUrl of(String argument, Surroundings surroundings) {
    String host = surroundings.variable("FTP_HOST");
    if (!FtpUrl.isUrl(argument)) {
      if (host == null || argument.contains("://")) {
        throw new IllegalArgumentException(
            "'%s' is no FTP URL; write ftp://user@host:port/path, or set FTP_HOST for a path alone."
                .formatted(argument));
      }
      return parse(host).at(argument.startsWith("/") ? argument.substring(1) : argument);
    }
    FtpUrl url = FtpUrl.parse(argument);
    if (!url.host().isEmpty()) {
      return url;
    }
    if (host == null) {
      throw new IllegalArgumentException("The URL names no host, and FTP_HOST is not set.");
    }
    FtpUrl base = parse(host);
    return new FtpUrl(
        url.tls() || base.tls(), url.user(), url.password(), base.host(), base.port(), url.path());
  }

  /** FTP_HOST is a host, a host and port, or a URL. */
  static FtpUrl parse(String host) {
    return FtpUrl.parse(FtpUrl.isUrl(host) ? host : "ftp://" + host);
  }
}
