package dev.dropbell.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dropbell.files.Listing.Order;
import dev.dropbell.files.Tree.File;
import dev.dropbell.security.HttpCaller;
import dev.dropbell.upload.LogPosition;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;

/**
 * {@code GET /files/**}: the completed files and their directories (DESIGN 2.6). Thread-safe.
 *
 * <p>A servlet and no controller, because a small file takes less time than the way to a
 * controller.
 */
final class FilesServlet extends HttpServlet {

  /** What all its paths begin with. */
  static final String PATH = "/files";

  /** What it answers to. */
  static final String PATTERN = PATH + "/*";

  private static final Logger log = LoggerFactory.getLogger(FilesServlet.class);

  private static final Path INDEX = Path.of("index.html");

  private final transient Tree tree;
  private final transient Contents contents;
  private final transient FileAnswer files;
  private final transient ErrorAnswer errors;
  private final transient ListingJson json;
  private final transient Links links;
  private final transient LogPosition position;

  FilesServlet(
      Tree tree,
      FileAnswer files,
      ErrorAnswer errors,
      ListingJson json,
      Links links,
      LogPosition position) {
    this.tree = tree;
    this.contents = new Contents(tree);
    this.files = files;
    this.errors = errors;
    this.json = json;
    this.links = links;
    this.position = position;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String method = request.getMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      response.setHeader("Allow", "GET, HEAD");
      errors.send(request, response, HttpStatus.METHOD_NOT_ALLOWED);
      return;
    }
    Requested requested = Requested.parse(request.getPathInfo());
    if (requested == null) {
      errors.send(request, response, HttpStatus.NOT_FOUND);
      return;
    }
    // Before anything is looked at: that something exists is not told either.
    String refusal = refusal(requested, request);
    if (refusal != null) {
      errors.send(request, response, HttpStatus.FORBIDDEN, refusal);
      return;
    }
    try {
      answer(requested, request, response);
    } catch (FileSystemException e) {
      log.error("cannot read: path={}", Text.html(requested.path()), e);
      errors.send(request, response, HttpStatus.INTERNAL_SERVER_ERROR);
    }
  }

  /** Why it is not for who asks; null when it is. */
  private @Nullable String refusal(Requested requested, HttpServletRequest request) {
    if (HttpCaller.isByLink(request)) {
      return links.problem(requested, request);
    }
    return HttpCaller.of(request).mayPath(requested.path())
        ? null
        : ErrorAnswer.sentence(HttpStatus.FORBIDDEN);
  }

  private void answer(Requested requested, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    // Before anything is looked at that could be in the listing.
    String cursor = requested.slash() ? position.cursor() : null;
    switch (tree.find(requested.names())) {
      case null -> errors.send(request, response, HttpStatus.NOT_FOUND);
      case File file -> answer(file, requested, request, response);
      case OpenDirectory directory -> {
        try (directory) {
          answer(directory, requested, cursor, request, response);
        }
      }
    }
  }

  private void answer(
      File file, Requested requested, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (requested.slash()) {
      file.close();
      errors.send(request, response, HttpStatus.NOT_FOUND);
    } else if (Links.isAskedFor(request)) {
      file.close();
      send(links.to(requested), response);
    } else {
      files.answer(request, response, file, requested.name());
    }
  }

  private void answer(
      OpenDirectory directory,
      Requested requested,
      @Nullable String cursor,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    if (HttpCaller.isByLink(request) || Links.isAskedFor(request)) {
      errors.send(
          request, response, HttpStatus.NOT_FOUND, "Here is a directory; links open files.");
      return;
    }
    if (cursor == null) {
      redirect(requested, request, response);
      return;
    }
    // Who asks for JSON wants the listing, whatever somebody has uploaded as a page for people.
    boolean wantsJson = Accept.json(request);
    File index = wantsJson ? null : tree.openFile(directory, INDEX);
    response.addHeader("Vary", "Accept");
    if (index != null) {
      files.answer(request, response, index, INDEX.toString());
    } else {
      Listing listing =
          Listing.of(contents.of(directory, cursor), requested, Order.of(request), cursor);
      send(listing, wantsJson, request, response);
    }
  }

  /**
   * The path is made anew from its names, so that it leads nowhere else, as {@code //host} would.
   */
  private static void redirect(
      Requested requested, HttpServletRequest request, HttpServletResponse response) {
    String query = request.getQueryString();
    response.setStatus(HttpServletResponse.SC_MOVED_PERMANENTLY);
    response.setHeader("Location", requested.url(true) + (query == null ? "" : '?' + query));
    response.setHeader("Cache-Control", "no-cache");
    response.setContentLength(0);
  }

  private static void send(Links.Link link, HttpServletResponse response) throws IOException {
    byte[] body = link.json().getBytes(UTF_8);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Content-Type", "application/json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private void send(
      Listing listing, boolean asJson, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("Cache-Control", "no-cache");
    response.setHeader("X-Content-Type-Options", "nosniff");
    if (asJson) {
      response.setHeader("Content-Type", "application/json");
      json.write(listing, response.getOutputStream());
      return;
    }
    byte[] page = ListingPage.write(listing, page(request)).getBytes(UTF_8);
    response.setHeader("Content-Security-Policy", Page.POLICY);
    response.setHeader("Content-Type", "text/html;charset=UTF-8");
    response.setContentLength(page.length);
    response.getOutputStream().write(page);
  }

  private static int page(HttpServletRequest request) {
    String page = request.getQueryString() == null ? null : request.getParameter("page");
    return page != null && page.matches("[1-9]\\d{0,6}") ? Integer.parseInt(page) : 1;
  }
}
