package dev.dropbell.files;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dropbell.security.HttpCaller;
import jakarta.servlet.http.HttpServletRequest;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Links that open one file to whoever has them, for a while: an image in a page cannot bring a
 * token. Thread-safe.
 *
 * <pre>
 *   /files/cams/a.jpg?expires=1763629500&amp;signature=base64url(HMAC-SHA256(key, text))
 *
 *   text    dropbell file link 1 LF
 *           1763629500 LF            seconds since the epoch
 *           /cams/a.jpg              decoded; last, since a name may hold a line feed
 * </pre>
 *
 * <p>The first line keeps a signature from meaning anything else that the same key may come to
 * sign.
 */
final class Links {

  /** The parameter of a request for a link. */
  static final String SIGN = "sign";

  private static final String EXPIRES = "expires";
  private static final String PURPOSE = "dropbell file link 1\n";
  private static final String ALGORITHM = "HmacSHA256";

  /**
   * Nothing else may stand where the text has them, or its end could pass for a path's beginning.
   */
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");

  private static final long SECOND_MILLIS = 1000;

  private final SecretKeySpec key;
  private final Duration lifetime;
  private final InstantSource clock;

  Links(byte[] key, Duration lifetime, InstantSource clock) {
    this.key = new SecretKeySpec(key, ALGORITHM);
    this.lifetime = lifetime;
    this.clock = clock;
  }

  /**
   * A link.
   *
   * @param url relative to the service, as in an upload's event
   * @param expiresAtMillis since the epoch; from then on it is refused
   */
  record Link(String url, long expiresAtMillis) {

    /** In a URL there is nothing that JSON would need escaped. */
    String json() {
      return "{\"url\":\"%s\",\"expires_at\":%d}".formatted(url, expiresAtMillis);
    }
  }

  /** Whether a request is for a link. A link does not get another one, or it would never end. */
  static boolean isAskedFor(HttpServletRequest request) {
    return request.getQueryString() != null
        && request.getParameter(SIGN) != null
        && !HttpCaller.isByLink(request);
  }

  /** Makes one, for a file that the caller may read. */
  Link to(Requested file) {
    long expires = clock.instant().plus(lifetime).getEpochSecond();
    String url =
        "%s?%s=%d&%s=%s"
            .formatted(
                file.url(false),
                EXPIRES,
                expires,
                HttpCaller.SIGNATURE,
                signature(file.path(), Long.toString(expires)));
    return new Link(url, expires * SECOND_MILLIS);
  }

  /**
   * Says what is wrong with the link that a request comes by. Only a right one is told that it has
   * expired: of others nothing is looked at but whether they are right, all in the same time.
   *
   * @return null when nothing is
   */
  @Nullable String problem(Requested file, HttpServletRequest request) {
    String expires = request.getParameter(EXPIRES);
    String signature = request.getParameter(HttpCaller.SIGNATURE);
    if (expires == null
        || !SECONDS.matcher(expires).matches()
        || signature == null
        || !MessageDigest.isEqual(
            signature(file.path(), expires).getBytes(US_ASCII), signature.getBytes(UTF_8))) {
      return "The link is not one of ours; ask for a new one.";
    }
    return clock.instant().getEpochSecond() < Long.parseLong(expires)
        ? null
        : "The link has expired; ask for a new one.";
  }

  /** As text, of which there is one for each signature; many could be decoded to the same bytes. */
  private String signature(String path, String expires) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] signed = mac.doFinal((PURPOSE + expires + '\n' + path).getBytes(UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(signed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
