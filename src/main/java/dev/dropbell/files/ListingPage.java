package dev.dropbell.files;

import dev.dropbell.files.Listing.Entry;
import dev.dropbell.files.Listing.Order;
import dev.dropbell.files.Listing.Sort;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * A listing for people. It needs no script; the script shows times in the reader's zone, and files
 * that appear while the page is open.
 */
final class ListingPage {

  /** Entries on one page. */
  static final int PAGE_SIZE = 1000;

  private static final int ROW_ESTIMATE = 220;
  private static final int FRAME_ESTIMATE = 12 * 1024;
  private static final int MAX_TOPIC = 255;

  private final Listing listing;
  private final int page;
  private final int pages;
  private final StringBuilder html;

  private ListingPage(Listing listing, int wantedPage) {
    this.listing = listing;
    this.pages = Math.max(1, Math.ceilDiv(listing.entries().size(), PAGE_SIZE));
    this.page = Math.clamp(wantedPage, 1, pages);
    this.html = new StringBuilder(FRAME_ESTIMATE + entries().size() * ROW_ESTIMATE);
  }

  /**
   * Writes it.
   *
   * @param page counted from 1; one that there is not becomes the nearest
   */
  static String write(Listing listing, int page) {
    return new ListingPage(listing, page).write();
  }

  private List<Entry> entries() {
    int first = (page - 1) * PAGE_SIZE;
    return listing.entries().subList(first, Math.min(first + PAGE_SIZE, listing.entries().size()));
  }

  private String write() {
    Page.begin(html, "Files in " + listing.directory().path());
    html.append("<main class=\"page\" data-directory=\"");
    Text.appendHtml(html, listing.directory().path());
    html.append("\" data-topic=\"").append(topic());
    html.append("\" data-cursor=\"").append(Text.html(listing.cursor())).append("\">\n");
    writeWay();
    html.append("<div id=\"listing\">\n");
    if (listing.entries().isEmpty()) {
      html.append("<p class=\"lead\">This directory is empty.</p>\n");
    } else {
      writeTable();
      writePages();
    }
    html.append("</div>\n<p id=\"news\" class=\"quiet\" role=\"status\"></p>\n</main>\n");
    Page.end(html);
    return html.toString();
  }

  /** The title, each directory on the way down, and the way up. */
  private void writeWay() {
    List<String> names = listing.directory().names();
    html.append("<h1>");
    if (names.isEmpty()) {
      html.append("Files</h1>\n");
      return;
    }
    html.append("<a href=\"").append("../".repeat(names.size())).append("\">Files</a>");
    for (int i = 0; i < names.size(); i++) {
      html.append(" <span aria-hidden=\"true\">/</span> ");
      int up = names.size() - 1 - i;
      html.append(up == 0 ? "<bdi>" : "<a href=\"" + "../".repeat(up) + "\"><bdi>");
      Text.appendHtml(html, names.get(i));
      html.append(up == 0 ? "</bdi>" : "</bdi></a>");
    }
    html.append("</h1>\n<p><a href=\"../\">Up to the parent directory</a></p>\n");
  }

  private void writeTable() {
    html.append("<table>\n<caption class=\"unseen\">Files and directories</caption>\n<thead><tr>");
    writeHeader(Sort.NAME, "Name");
    writeHeader(Sort.SIZE, "Size");
    writeHeader(Sort.TIME, "Modified (UTC)");
    html.append("</tr></thead>\n<tbody>\n");
    for (Entry entry : entries()) {
      writeRow(entry);
    }
    html.append("</tbody>\n</table>\n");
  }

  private void writeHeader(Sort sort, String title) {
    Order order = listing.order();
    boolean current = order.sort() == sort;
    html.append("<th scope=\"col\"");
    if (current) {
      html.append(" aria-sort=\"")
          .append(order.descending() ? "descending" : "ascending")
          .append('"');
    }
    html.append("><a href=\"");
    writeQuery(new Order(sort, current && !order.descending()), 1);
    html.append("\">").append(title).append("</a></th>");
  }

  private void writeQuery(Order order, int toPage) {
    html.append("?sort=").append(order.sort().word());
    html.append("&amp;order=").append(order.descending() ? "desc" : "asc");
    if (toPage > 1) {
      html.append("&amp;page=").append(toPage);
    }
  }

  private void writeRow(Entry entry) {
    html.append("<tr><td><a href=\"");
    Text.appendUrl(html, entry.name());
    html.append(entry.directory() ? "/\"><bdi>" : "\"><bdi>");
    Text.appendHtml(html, entry.name());
    html.append(entry.directory() ? "/</bdi></a><td>" : "</bdi></a><td title=\"");
    if (!entry.directory()) {
      Text.appendExactSize(html, entry.size());
      html.append("\">");
      Text.appendSize(html, entry.size());
    }
    html.append("<td>");
    writeTime(entry.modifiedMillis());
    html.append('\n');
  }

  /** {@code 2025-11-20 09:00}, and for the script to the second. */
  private void writeTime(long millis) {
    long seconds = Math.floorDiv(millis, 1000L);
    LocalDateTime at = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
    html.append("<time datetime=\"");
    writeDate(at);
    html.append('T');
    writeClock(at);
    html.append(':');
    writeTwo(at.getSecond());
    html.append("Z\">");
    writeDate(at);
    html.append(' ');
    writeClock(at);
    html.append("</time>");
  }

  private void writeDate(LocalDateTime at) {
    html.append(at.getYear()).append('-');
    writeTwo(at.getMonthValue());
    html.append('-');
    writeTwo(at.getDayOfMonth());
  }

  private void writeClock(LocalDateTime at) {
    writeTwo(at.getHour());
    html.append(':');
    writeTwo(at.getMinute());
  }

  private void writeTwo(int number) {
    html.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }

  private void writePages() {
    if (pages == 1) {
      return;
    }
    html.append("<nav aria-label=\"Pages\">");
    if (page > 1) {
      writePageLink(page - 1, "prev", "Previous page");
    }
    html.append("<span>Page ").append(page).append(" of ").append(pages);
    html.append(", ").append(listing.entries().size()).append(" entries</span>");
    if (page < pages) {
      writePageLink(page + 1, "next", "Next page");
    }
    html.append("</nav>\n");
  }

  private void writePageLink(int toPage, String relation, String title) {
    html.append("<a rel=\"").append(relation).append("\" href=\"");
    writeQuery(listing.order(), toPage);
    html.append("\">").append(title).append("</a>");
  }

  /** The topic of the deepest directory here that a topic can name. */
  private String topic() {
    StringBuilder topic = new StringBuilder("uploads");
    for (String name : listing.directory().names()) {
      boolean named = name.matches("[A-Za-z0-9_.:-]+");
      if (!named || topic.length() + 1 + name.length() > MAX_TOPIC) {
        break;
      }
      topic.append('/').append(name);
    }
    return topic.toString();
  }
}
