package dev.dropbell.relay;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * The server's part of the opening handshake: <a
 * href="https://www.rfc-editor.org/rfc/rfc6455#section-4.2">RFC 6455, section 4.2</a>.
 *
 * <p>No extension is agreed on; compression above all, because a small frame may inflate to any
 * size.
 */
final class Handshake {

  static final String VERSION_HEADER = "Sec-WebSocket-Version";

  private static final String PROTOCOL_HEADER = "Sec-WebSocket-Protocol";
  private static final String VERSION = "13";
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int KEY_BYTES = 16;

  private Handshake() {}

  /**
   * Checks what the client asked.
   *
   * @throws UpgradeRequiredException when it did not ask for version 13 of the protocol
   * @throws InvalidBodyException when its key is none
   */
  static void check(HttpServletRequest request) {
    if (!holds(request.getHeaders("Upgrade"), "websocket")
        || !holds(request.getHeaders("Connection"), "upgrade")) {
      throw new UpgradeRequiredException(
          "This is a WebSocket; connect with a WebSocket client (Upgrade: websocket).");
    }
    if (!VERSION.equals(request.getHeader(VERSION_HEADER))) {
      throw new UpgradeRequiredException(
          "Only version 13 of the WebSocket protocol is spoken here (%s: 13)."
              .formatted(VERSION_HEADER));
    }
    if (!isKey(request.getHeader("Sec-WebSocket-Key"))) {
      throw new InvalidBodyException("Sec-WebSocket-Key must be 16 bytes in Base64.");
    }
  }

  /**
   * Sets the headers of the 101 that the container sends.
   *
   * @return in which format the client wants its messages
   */
  static Format accept(HttpServletRequest request, HttpServletResponse response) {
    response.setHeader("Upgrade", "websocket");
    response.setHeader("Connection", "Upgrade");
    response.setHeader(
        "Sec-WebSocket-Accept", acceptFor(String.valueOf(request.getHeader("Sec-WebSocket-Key"))));
    if (!holds(request.getHeaders(PROTOCOL_HEADER), Format.WHOLE_PROTOCOL)) {
      return Format.PLAIN;
    }
    response.setHeader(PROTOCOL_HEADER, Format.WHOLE_PROTOCOL);
    return Format.WHOLE;
  }

  static String acceptFor(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key.strip() + GUID).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  private static boolean isKey(@Nullable String key) {
    try {
      return key != null && Base64.getDecoder().decode(key.strip()).length == KEY_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean holds(Enumeration<String> headers, String token) {
    for (String header : Collections.list(headers)) {
      for (String part : header.split(",", -1)) {
        if (part.strip().equalsIgnoreCase(token)) {
          return true;
        }
      }
    }
    return false;
  }
}
