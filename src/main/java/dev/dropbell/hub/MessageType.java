package dev.dropbell.hub;

/** What a message is about; {@link #wireName} is its {@code type}, and its event in Socket.IO. */
public enum MessageType {
  /** A file is complete. */
  FILE_UPLOADED("file_uploaded", true),
  /** Somebody published to a topic. */
  MESSAGE("message", true),
  /** For everybody, whatever they joined. */
  ANNOUNCEMENT("announcement", false),
  /** The first byte of an upload may come now. */
  UPLOAD_STARTED("upload_started", false),
  /** More bytes of an upload have come. */
  UPLOAD_PROGRESS("upload_progress", false),
  /** An upload ended without a file. */
  UPLOAD_FAILED("upload_failed", false);

  private final String wireName;
  private final boolean logged;

  MessageType(String wireName, boolean logged) {
    this.wireName = wireName;
    this.logged = logged;
  }

  /** The name that clients see. */
  public String wireName() {
    return wireName;
  }

  /**
   * Whether messages of this type are kept in the log, so that a returning subscriber gets them.
   */
  public boolean isLogged() {
    return logged;
  }
}
