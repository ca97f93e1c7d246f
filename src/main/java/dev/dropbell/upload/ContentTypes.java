package dev.dropbell.upload;

import java.util.Locale;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;

/**
 * The media type of a file by its name: one answer for the event of an upload and for whoever
 * fetches the file. Without a charset, which a name does not tell.
 */
public final class ContentTypes {

  /** What Spring's table, an old one of Apache's, does not know. */
  private static final Map<String, String> NEWER =
      Map.ofEntries(
          Map.entry("gz", "application/gzip"),
          Map.entry("tgz", "application/gzip"),
          Map.entry("zst", "application/zstd"),
          Map.entry("md", "text/markdown"),
          Map.entry("yaml", "application/yaml"),
          Map.entry("yml", "application/yaml"),
          Map.entry("toml", "application/toml"),
          Map.entry("jsonl", "application/jsonl"),
          Map.entry("ndjson", "application/x-ndjson"),
          Map.entry("heic", "image/heic"),
          Map.entry("heif", "image/heif"),
          Map.entry("jxl", "image/jxl"),
          Map.entry("flac", "audio/flac"),
          Map.entry("opus", "audio/ogg"),
          Map.entry("parquet", "application/vnd.apache.parquet"));

  private ContentTypes() {}

  /** The type, {@code application/octet-stream} when its extension tells none. */
  public static String of(String filename) {
    int dot = filename.lastIndexOf('.');
    String extension = filename.substring(dot + 1).toLowerCase(Locale.ROOT);
    if (dot < 0) {
      return MediaType.APPLICATION_OCTET_STREAM_VALUE;
    }
    String newer = NEWER.get(extension);
    return newer != null
        ? newer
        : MediaTypeFactory.getMediaType("file." + extension)
            .orElse(MediaType.APPLICATION_OCTET_STREAM)
            .toString();
  }
}
