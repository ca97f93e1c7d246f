package dev.dropbell.upload;

/** How we know that a file is whole, the strongest first (DESIGN 3.3). */
public enum Evidence {
  /** The client declared the size beforehand, and it is the size that came. */
  DECLARED_SIZE("declared-size"),
  /** The client closed the TLS stream as it should. */
  TLS_CLOSE_NOTIFY("tls-close-notify"),
  /** The data ended and the control connection was still alive. */
  CONTROL_ALIVE("control-alive");

  private final String code;

  Evidence(String code) {
    this.code = code;
  }

  /** The name that clients see. */
  public String code() {
    return code;
  }
}
