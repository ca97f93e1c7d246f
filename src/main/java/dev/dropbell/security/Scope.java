package dev.dropbell.security;

import java.util.Locale;

/** What a token may be good for. */
public enum Scope {
  /** To publish messages. */
  PUBLISH,
  /** To hear messages: join topics, read the log and the uploads in flight. */
  SUBSCRIBE,
  /** To list and download files. */
  READ,
  /** Everything, announcements and the actuator included. */
  ADMIN;

  /** As settings and answers write it. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
