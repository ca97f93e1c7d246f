package dev.dropbell.files;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.dropbell.files.Listing.Entry;
import dev.dropbell.files.Listing.Order;
import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What directories hold. It is kept for a moment, since a listing is asked for by everybody who
 * follows a directory, and takes a system call for each entry. Thread-safe.
 *
 * <p>What was read is used again only while nothing was told in the log and the directory itself
 * has not changed, so that an upload is in the next listing whatever the file system's clock is
 * worth. For one second an entry may have the size that it had before somebody else wrote to it.
 */
final class Contents {

  private static final Duration KEPT = Duration.ofSeconds(1);

  /** Some 10 MB. */
  private static final int MOST_ENTRIES = 50_000;

  private final Tree tree;
  private final Cache<State, List<Entry>> kept =
      Caffeine.newBuilder()
          .expireAfterWrite(KEPT)
          .maximumWeight(MOST_ENTRIES)
          .weigher((State _, List<Entry> entries) -> 1 + entries.size())
          .build();

  /**
   * What tells one state of a directory from another.
   *
   * @param key of the directory
   * @param cursor where the log stood
   */
  private record State(Object key, FileTime modified, String cursor) {}

  Contents(Tree tree) {
    this.tree = tree;
  }

  /**
   * The entries of a directory, directories first, by name.
   *
   * @param cursor where the log stood before this call
   */
  List<Entry> of(OpenDirectory directory, String cursor) throws IOException {
    var attributes = directory.attributes();
    State state = new State(attributes.fileKey(), attributes.lastModifiedTime(), cursor);
    List<Entry> entries = kept.getIfPresent(state);
    if (entries == null) {
      entries = read(directory);
      kept.put(state, entries);
    }
    return entries;
  }

  private List<Entry> read(OpenDirectory directory) throws IOException {
    List<Entry> entries = new ArrayList<>();
    tree.list(
        directory,
        (name, attributes) ->
            entries.add(
                new Entry(
                    name,
                    attributes.isDirectory(),
                    attributes.isDirectory() ? 0 : attributes.size(),
                    attributes.lastModifiedTime().toMillis())));
    entries.sort(Order.DEFAULT.comparator());
    return List.copyOf(entries);
  }
}
