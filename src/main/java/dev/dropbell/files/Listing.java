package dev.dropbell.files;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a directory holds, in the order that was asked for, directories first. Immutable.
 *
 * @param cursor where the log stood before the directory was read: whoever follows from there
 *     misses nothing
 */
record Listing(Requested directory, Order order, List<Entry> entries, String cursor) {

  /**
   * A file or directory.
   *
   * @param size 0 for a directory
   * @param modifiedMillis since the epoch
   */
  record Entry(String name, boolean directory, long size, long modifiedMillis) {}

  /** By what entries are sorted. */
  enum Sort {
    NAME,
    SIZE,
    TIME;

    /** As the query names it: {@code name}. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    private Comparator<Entry> comparator() {
      return switch (this) {
        case NAME -> BY_NAME;
        case SIZE -> Comparator.comparingLong(Entry::size);
        case TIME -> Comparator.comparingLong(Entry::modifiedMillis);
      };
    }
  }

  /** An order of entries. */
  record Order(Sort sort, boolean descending) {

    static final Order DEFAULT = new Order(Sort.NAME, false);

    /** What a query asks for; what is none counts as not asked. */
    static Order of(HttpServletRequest request) {
      if (request.getQueryString() == null) {
        return DEFAULT;
      }
      return new Order(
          sort(request.getParameter("sort")), "desc".equals(request.getParameter("order")));
    }

    private static Sort sort(@Nullable String word) {
      for (Sort sort : Sort.values()) {
        if (sort.word().equals(word)) {
          return sort;
        }
      }
      return Sort.NAME;
    }

    Comparator<Entry> comparator() {
      Comparator<Entry> wanted = descending ? sort.comparator().reversed() : sort.comparator();
      return DIRECTORIES_FIRST.thenComparing(
          sort == Sort.NAME ? wanted : wanted.thenComparing(BY_NAME));
    }
  }

  private static final Comparator<Entry> DIRECTORIES_FIRST =
      (one, other) -> Boolean.compare(other.directory, one.directory);

  private static final Comparator<Entry> BY_NAME =
      (one, other) -> {
        int order = String.CASE_INSENSITIVE_ORDER.compare(one.name, other.name);
        return order != 0 ? order : one.name.compareTo(other.name);
      };

  /**
   * Puts entries in order.
   *
   * @param contents by name
   */
  static Listing of(List<Entry> contents, Requested directory, Order order, String cursor) {
    List<Entry> entries = contents;
    if (!order.equals(Order.DEFAULT)) {
      entries = new ArrayList<>(contents);
      entries.sort(order.comparator());
    }
    return new Listing(directory, order, entries, cursor);
  }
}
