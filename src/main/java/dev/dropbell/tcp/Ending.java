package dev.dropbell.tcp;

/** Why a connection ended; {@link #label} is for logs and metrics. */
enum Ending {
  /** The client closed it. */
  CLIENT("client"),
  /** It broke. */
  TRANSPORT("transport"),
  /** Nothing went over it for too long. */
  IDLE("idle"),
  /** The rest of a frame did not come in time, or no token did. */
  TIMEOUT("timeout"),
  /** A frame is too long, or there are too many on their way. */
  TOO_LARGE("too_large"),
  /** It brought a wrong token. */
  REFUSED("refused"),
  /** It reads more slowly than messages come. */
  SLOW("slow"),
  /** Its replay cannot be whole; it comes back and is told. */
  INCOMPLETE("incomplete"),
  /** The server stops. */
  SHUTDOWN("shutdown");

  private final String label;

  Ending(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
