package dev.dropbell.files;

import java.io.IOException;
import java.io.OutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * A listing for programs, entry by entry (DESIGN 2.6). Times are milliseconds since the epoch, as
 * in an upload's event. Thread-safe.
 */
final class ListingJson {

  private final JsonMapper mapper;

  ListingJson(JsonMapper mapper) {
    this.mapper = mapper;
  }

  void write(Listing listing, OutputStream out) throws IOException {
    String base = listing.directory().url(true);
    try (JsonGenerator json = mapper.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringProperty("path", listing.directory().path());
      json.writeArrayPropertyStart("entries");
      for (Listing.Entry entry : listing.entries()) {
        write(entry, base, json);
      }
      json.writeEndArray();
      json.writeStringProperty("cursor", listing.cursor());
      json.writeEndObject();
    }
  }

  private static void write(Listing.Entry entry, String base, JsonGenerator json) {
    StringBuilder url = new StringBuilder(base);
    Text.appendUrl(url, entry.name());
    json.writeStartObject();
    json.writeStringProperty("name", entry.name());
    json.writeStringProperty("type", entry.directory() ? "directory" : "file");
    json.writeNumberProperty("size_bytes", entry.size());
    json.writeNumberProperty("modified_at", entry.modifiedMillis());
    json.writeStringProperty(
        "url", entry.directory() ? url.append('/').toString() : url.toString());
    json.writeEndObject();
  }
}
