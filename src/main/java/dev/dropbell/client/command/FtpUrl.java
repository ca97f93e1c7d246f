package dev.dropbell.client.command;

import dev.dropbell.client.Server;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place on a server: {@code ftp[s]://[user[:password]@]host[:port]/path} (RFC 1738, section 3.2).
 *
 * <p>The path is seen from where the login leads; behind a second slash (or {@code %2F}) from the
 * root. {@code ?} and {@code #} are ordinary characters, since FTP knows neither queries nor
 * fragments. {@code ftps} is explicit TLS.
 *
 * @param tls whether the scheme asks for it
 * @param user null when it names none
 * @param password null when it has none
 * @param host empty when FTP_HOST is to say it
 * @param port of the control connection
 * @param path decoded, without the slash that ends the host
 */
record FtpUrl(
    boolean tls,
    @Nullable String user,
    @Nullable String password,
    String host,
    int port,
    String path) {

  private static final Pattern FORM =
      Pattern.compile(
          "(ftps?)://(?:([^/]*)@)?(\\[[^]/]+]|[^:/\\[\\]]*)(?::(\\d{1,5}))?(?:/(.*))?",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException when it is none, saying why
   */
  static FtpUrl parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "'%s' is no FTP URL; write ftp://user@host:port/path.".formatted(withoutPassword(text)));
    }
    String login = form.group(2);
    int colon = login == null ? -1 : login.indexOf(':');
    return new FtpUrl(
        form.group(1).equalsIgnoreCase("ftps"),
        login == null ? null : decode(colon < 0 ? login : login.substring(0, colon)),
        login == null || colon < 0 ? null : decode(login.substring(colon + 1)),
        form.group(3).replaceAll("[\\[\\]]", ""),
        form.group(4) == null ? Server.DEFAULT_PORT : Integer.parseInt(form.group(4)),
        form.group(5) == null ? "" : decode(form.group(5)));
  }

  /** Whether this looks like one. */
  static boolean isUrl(String text) {
    return text.regionMatches(true, 0, "ftp://", 0, 6)
        || text.regionMatches(true, 0, "ftps://", 0, 7);
  }

  /** Whether the path names a directory: it ends with a slash, or is empty. */
  boolean isDirectory() {
    return path.isEmpty() || path.endsWith("/");
  }

  /** The same place with another path. */
  FtpUrl at(String otherPath) {
    return new FtpUrl(tls, user, password, host, port, otherPath);
  }

  /** For people: without the password. */
  @Override
  public String toString() {
    return "%s://%s%s:%d/%s"
        .formatted(
            tls ? "ftps" : "ftp",
            user == null ? "" : user + '@',
            host.contains(":") ? '[' + host + ']' : host,
            port,
            path);
  }

  private static String withoutPassword(String text) {
    return text.replaceFirst("//[^/]*@", "//…@");
  }

  /** Percent-decoding; a plus sign is a plus sign. */
  private static String decode(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer decoded = ByteBuffer.allocate(encoded.length);
    for (int i = 0; i < encoded.length; i++) {
      if (encoded[i] == '%') {
        int value = i + 2 < encoded.length ? hex(encoded[i + 1]) * 16 + hex(encoded[i + 2]) : -1;
        if (value < 0) {
          throw new IllegalArgumentException(
              "A '%' in a URL must be followed by two hexadecimal digits; write %25 for itself.");
        }
        decoded.put((byte) value);
        i += 2;
      } else {
        decoded.put(encoded[i]);
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("The URL is not UTF-8 where it is percent-encoded.", e);
    }
  }

  /** So low for what is no digit that the two of them stay negative. */
  private static int hex(byte digit) {
    int value = Character.digit(digit, 16);
    return value < 0 ? -1000 : value;
  }
}
