package dev.dropbell.files.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.catalina.Globals;
import org.jspecify.annotations.Nullable;

/**
 * Where an answer leaves its open file for the connection below. Safe for concurrent use.
 *
 * <p>The container can send a file without copying, but wants its name, and opens it a second time:
 * by then it may be another file, or lie elsewhere. So the name says only which of these is meant.
 */
public final class Handover {

  private final Map<String, Transfer> left = new ConcurrentHashMap<>();

  /** Whether the connection of this request takes transfers: HTTP/2, for one, does not. */
  public boolean isOffered(HttpServletRequest request) {
    return request.getProtocol().startsWith("HTTP/1.")
        && request.getAttribute(Globals.SENDFILE_SUPPORTED_ATTR) instanceof Boolean offered
        && offered;
  }

  /** Sends the head of an answer now, and the transfer as its body when the request is done. */
  public void send(Transfer transfer, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    left.put(transfer.key(), transfer);
    try {
      request.setAttribute(Globals.SENDFILE_FILENAME_ATTR, transfer.key());
      request.setAttribute(Globals.SENDFILE_FILE_START_ATTR, 0L);
      request.setAttribute(Globals.SENDFILE_FILE_END_ATTR, transfer.total());
      response.flushBuffer();
    } finally {
      // Null when the connection has it, which is now the one that closes it.
      Transfer untaken = left.remove(transfer.key());
      if (untaken != null) {
        untaken.close();
      }
    }
  }

  @Nullable Transfer take(String key) {
    return left.remove(key);
  }
}
