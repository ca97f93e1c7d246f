package dev.dropbell.files;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.tomcat.util.http.FastHttpDateFormat;
import org.jspecify.annotations.Nullable;

/** The conditions of a GET or HEAD request, in the order of RFC 9110, 13.2.2. Immutable. */
final class Preconditions {

  /** What becomes of the request. */
  enum Outcome {
    GO_ON,
    /** 304: the client has it already. */
    NOT_MODIFIED,
    /** 412. */
    FAILED
  }

  /** RFC 9110, 8.8.3; control characters do not get here. */
  private static final Pattern ETAG = Pattern.compile("\\G[ \t,]*(W/)?(\"[^\"]*\")[ \t]*(?=,|$)");

  private static final String ANY = "*";

  private final Validators current;
  private final HttpServletRequest request;

  Preconditions(HttpServletRequest request, Validators current) {
    this.request = request;
    this.current = current;
  }

  Outcome evaluate() {
    String ifMatch = header("If-Match");
    if (ifMatch != null) {
      if (!matches(ifMatch, true)) {
        return Outcome.FAILED;
      }
    } else if (isAfter(date("If-Unmodified-Since"))) {
      return Outcome.FAILED;
    }
    String ifNoneMatch = header("If-None-Match");
    if (ifNoneMatch != null) {
      return matches(ifNoneMatch, false) ? Outcome.NOT_MODIFIED : Outcome.GO_ON;
    }
    Long since = date("If-Modified-Since");
    return since == null || isAfter(since) ? Outcome.GO_ON : Outcome.NOT_MODIFIED;
  }

  /** Whether a part of the file continues what the client has (13.1.5); a date must be exact. */
  boolean rangeApplies() {
    String condition = request.getHeader("If-Range");
    if (condition == null) {
      return true;
    }
    String trimmed = condition.trim();
    if (trimmed.startsWith("\"") || trimmed.startsWith("W/")) {
      return trimmed.equals(current.etag());
    }
    return FastHttpDateFormat.parseDate(trimmed) == current.modifiedMillis();
  }

  private boolean isAfter(@Nullable Long date) {
    return date != null && current.modifiedMillis() > date;
  }

  private boolean matches(String condition, boolean strong) {
    return condition.trim().equals(ANY) || etags(condition, strong).contains(current.etag());
  }

  /** The tags of a list up to what is none; a weak one equals nothing where it must be strong. */
  private static List<String> etags(String list, boolean strong) {
    List<String> etags = new ArrayList<>();
    Matcher matcher = ETAG.matcher(list);
    while (matcher.find()) {
      if (matcher.group(1) == null || !strong) {
        etags.add(matcher.group(2));
      }
    }
    return etags;
  }

  /** All lines of a header as one; null when there is none. */
  private @Nullable String header(String name) {
    if (request.getHeader(name) == null) {
      return null;
    }
    return String.join(",", Collections.list(request.getHeaders(name)));
  }

  /** A date that is none counts as not given (13.1.3). */
  private @Nullable Long date(String name) {
    String value = request.getHeader(name);
    long millis = value == null ? -1 : FastHttpDateFormat.parseDate(value.trim());
    return millis == -1 ? null : millis;
  }
}
