package dev.dropbell.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * What every page of ours has around its content: the look of the dashboard, and a policy under
 * which nothing runs but our own script, so that no name on a page can become more than text.
 *
 * <p>Style and script stand in the page itself: an error page needs no other request, and works
 * wherever a proxy puts it.
 */
final class Page {

  private static final String STYLE = resource("page.css");
  private static final String SCRIPT = resource("listing.js");

  /** The content security policy of our pages: style and script by their digests. */
  static final String POLICY =
      "default-src 'none'; style-src %s; script-src %s; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
          .formatted(digest(STYLE), digest(SCRIPT));

  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <link rel="icon" type="image/svg+xml" href="/bell.svg">
      """;

  private static final String BAR =
      """
      <header class="bar"><a class="mark" href="/"><svg viewBox="0 0 24 24" width="28" height="28" aria-hidden="true">\
      <path d="M12 1.5a6.3 6.3 0 0 0-6.3 6.3v3.7L3.9 14.9a1 1 0 0 0 .9 1.5h14.4a1 1 0 0 0 .9-1.5l-1.8-3.4V7.8A6.3 6.3 0 0 0 12 1.5z"/>\
      <path d="M12 17.2c1.5 1.7 2.3 2.6 2.3 3.7a2.3 2.3 0 0 1-4.6 0c0-1.1.8-2 2.3-3.7z"/></svg> Dropbell</a></header>
      """;

  private Page() {}

  /** The beginning, up to the content. */
  static void begin(StringBuilder page, String title) {
    page.append(HEAD).append("<title>");
    Text.appendHtml(page, title);
    page.append("</title>\n<style>").append(STYLE).append("</style>\n").append(BAR);
  }

  /** The end of a page with the script. */
  static void end(StringBuilder page) {
    page.append("<script>").append(SCRIPT).append("</script>\n");
  }

  /** A whole page that says what went wrong. */
  static String error(int status, String title, String detail) {
    StringBuilder page = new StringBuilder(STYLE.length() + 2048);
    begin(page, title + " - Dropbell");
    page.append("<main class=\"page\">\n<h1>");
    Text.appendHtml(page, title);
    page.append("</h1>\n<p class=\"lead\">");
    Text.appendHtml(page, detail);
    page.append("</p>\n<p class=\"quiet\">Status ").append(status);
    // Every page of files would say the same again; the dashboard asks for a token.
    String next =
        status == 401
            ? "<a href=\"/\">The dashboard asks for a token</a>"
            : "<a href=\"/files/\">All files</a>";
    return page.append("</p>\n<p>").append(next).append("</p>\n</main>\n").toString();
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(String text) {
    try {
      byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(sha256) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
