package dev.dropbell.relay;

/** The live connection of a registration. */
interface Link {

  /** Begins to close it; returns at once. */
  void close(CloseStatus status);
}
