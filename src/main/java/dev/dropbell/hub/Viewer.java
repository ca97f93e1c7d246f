package dev.dropbell.hub;

/**
 * Who reads the log. It decides which of the messages are seen that were addressed to a user;
 * messages for everybody are seen by all.
 */
public sealed interface Viewer {

  /** Sees nothing that was addressed to a user. */
  record Anybody() implements Viewer {}

  /** Sees what was addressed to this user, too. */
  record User(UserId id) implements Viewer {}

  /** Sees everything, whomever it was addressed to. */
  record Operator() implements Viewer {}
}
