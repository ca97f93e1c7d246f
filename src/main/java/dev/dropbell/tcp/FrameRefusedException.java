package dev.dropbell.tcp;

/** A frame that is not taken; the message is for the client. */
final class FrameRefusedException extends Exception {

  FrameRefusedException(String message) {
    super(message);
  }
}
