package dev.dropbell.client;

/** Rules for what may stand behind a command. */
final class RemoteName {

  private RemoteName() {}

  /**
   * A name that cannot be taken for the end of one command and another one.
   *
   * @throws TransferException when it holds a line break or NUL
   */
  static String checked(String name) throws TransferException {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '\r' || c == '\n' || c == 0) {
        throw new TransferException(
            "the name holds a line break or NUL, which FTP cannot carry: "
                + name.replaceAll("\\p{Cntrl}", "?"),
            false);
      }
    }
    return name;
  }

  /** The last segment of a path. */
  static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** A name below a directory; the empty directory is where the login led. */
  static String below(String directory, String name) {
    return directory.isEmpty() || directory.endsWith("/")
        ? directory + name
        : directory + '/' + name;
  }
}
