package dev.dropbell.socketio.engine;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request's URL says.
 *
 * @param path decoded
 * @param version of Engine.IO ({@code EIO}); like the others null when missing or given twice
 * @param transport {@code polling} or {@code websocket}
 * @param sid of an open session
 */
record Query(
    String path, @Nullable String version, @Nullable String transport, @Nullable String sid) {

  private static final int MAX_PARAMETERS = 64;

  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException when its percent-encoding is broken
   */
  static Query of(String uri) {
    QueryStringDecoder decoder =
        new QueryStringDecoder(uri, StandardCharsets.UTF_8, true, MAX_PARAMETERS);
    Map<String, List<String>> parameters = decoder.parameters();
    return new Query(
        decoder.path(),
        single(parameters.get("EIO")),
        single(parameters.get("transport")),
        single(parameters.get("sid")));
  }

  private static @Nullable String single(@Nullable List<String> values) {
    return values != null && values.size() == 1 ? values.getFirst() : null;
  }
}
