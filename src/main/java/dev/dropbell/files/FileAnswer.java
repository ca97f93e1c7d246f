package dev.dropbell.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.dropbell.files.ByteRanges.ByteRange;
import dev.dropbell.files.Tree.File;
import dev.dropbell.files.http.Handover;
import dev.dropbell.files.http.Transfer;
import dev.dropbell.upload.ContentTypes;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.apache.tomcat.util.http.FastHttpDateFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Answers with a file, a part of it, or what its validators say. Thread-safe. */
final class FileAnswer {

  private final Handover handover;
  private final ErrorAnswer errors;

  FileAnswer(Handover handover, ErrorAnswer errors) {
    this.handover = handover;
    this.errors = errors;
  }

  /** Answers, and closes the file when it is sent. */
  void answer(HttpServletRequest request, HttpServletResponse response, File file, String name)
      throws IOException {
    Exchange exchange = new Exchange(request, response, file, name);
    try {
      exchange.answer(Validators.of(file.attributes()));
    } finally {
      if (!exchange.handedOn) {
        file.close();
      }
    }
  }

  /** One request for one file. */
  private final class Exchange {

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final File file;
    private final long size;
    private final String name;

    /** Whether somebody else closes the file. */
    private boolean handedOn;

    Exchange(HttpServletRequest request, HttpServletResponse response, File file, String name) {
      this.request = request;
      this.response = response;
      this.file = file;
      this.size = file.attributes().size();
      this.name = name;
    }

    void answer(Validators validators) throws IOException {
      Preconditions conditions = new Preconditions(request, validators);
      switch (conditions.evaluate()) {
        case FAILED -> errors.send(request, response, HttpStatus.PRECONDITION_FAILED);
        case NOT_MODIFIED -> {
          describe(validators);
          response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
        }
        case GO_ON -> send(validators, ranges(conditions));
      }
    }

    /** Null for the whole file. Only GET has ranges (14.2). */
    private @Nullable List<ByteRange> ranges(Preconditions conditions) {
      String range = isHead() ? null : request.getHeader("Range");
      return range != null && conditions.rangeApplies() ? ByteRanges.parse(range, size) : null;
    }

    private void send(Validators validators, @Nullable List<ByteRange> ranges) throws IOException {
      if (ranges != null && ranges.isEmpty()) {
        response.setHeader("Content-Range", "bytes */" + size);
        errors.send(request, response, HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE);
        return;
      }
      describe(validators);
      protect();
      if (ranges == null) {
        response.setHeader("Content-Type", ContentTypes.of(name));
        sendBytes(0, size);
        return;
      }
      response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
      if (ranges.size() == 1) {
        ByteRange range = ranges.getFirst();
        response.setHeader("Content-Type", ContentTypes.of(name));
        response.setHeader("Content-Range", contentRange(range));
        sendBytes(range.first(), range.count());
      } else {
        sendParts(ranges);
      }
    }

    private void describe(Validators validators) {
      response.setHeader("ETag", validators.etag());
      response.setHeader(
          "Last-Modified", FastHttpDateFormat.formatDate(validators.modifiedMillis()));
      response.setHeader("Accept-Ranges", "bytes");
      // A file may be replaced under its name at any moment.
      response.setHeader("Cache-Control", "no-cache");
    }

    /** What strangers have uploaded must not act as ours in a browser. */
    private void protect() {
      response.setHeader("X-Content-Type-Options", "nosniff");
      response.setHeader("Content-Security-Policy", "sandbox");
      String query = request.getQueryString();
      if (query != null && request.getParameter("download") != null) {
        response.setHeader("Content-Disposition", Disposition.attachment(name));
      }
    }

    private void sendBytes(long from, long count) throws IOException {
      response.setContentLengthLong(count);
      if (isHead() || count == 0) {
        return;
      }
      send(file.transfer().part(from, count), count > SmallFiles.LARGEST);
    }

    /** See RFC 9110, 15.3.7.2. */
    private void sendParts(List<ByteRange> ranges) throws IOException {
      String boundary = UUID.randomUUID().toString();
      response.setHeader("Content-Type", "multipart/byteranges; boundary=" + boundary);
      Transfer parts = file.transfer();
      for (ByteRange range : ranges) {
        String head =
            "\r\n--%s\r\nContent-Type: %s\r\nContent-Range: %s\r\n\r\n"
                .formatted(boundary, ContentTypes.of(name), contentRange(range));
        parts.text(head.getBytes(ISO_8859_1)).part(range.first(), range.count());
      }
      parts.text(("\r\n--" + boundary + "--\r\n").getBytes(ISO_8859_1));
      response.setContentLengthLong(parts.total());
      send(parts, true);
    }

    private void send(Transfer body, boolean large) throws IOException {
      if (large && handover.isOffered(request)) {
        handedOn = true;
        handover.send(body, request, response);
      } else {
        body.copyTo(response.getOutputStream());
      }
    }

    private String contentRange(ByteRange range) {
      return "bytes " + range.first() + '-' + range.last() + '/' + size;
    }

    private boolean isHead() {
      return request.getMethod().equals("HEAD");
    }
  }
}
