package dev.dropbell.client.command;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a {@code .netrc}: {@code machine HOST login USER password PASSWORD}, in any
 * arrangement of lines; {@code default} for all other hosts. {@code account} and macros are passed
 * over, {@code #} begins a comment.
 *
 * @param entries in their order
 */
record Netrc(List<Entry> entries) {

  /** Words, or quoted ones in which a backslash takes the next character as it is. */
  private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|(\\S+)");

  /**
   * One machine.
   *
   * @param machine null for the default
   */
  record Entry(@Nullable String machine, @Nullable String login, @Nullable String password) {

    /** Without the password. */
    @Override
    public String toString() {
      return "%s@%s".formatted(login, machine);
    }
  }

  static Netrc parse(String text) {
    Deque<String> words = words(text);
    List<Entry> entries = new ArrayList<>();
    while (!words.isEmpty()) {
      String word = words.poll();
      if (word.equals("machine") && !words.isEmpty()) {
        entries.add(entry(words.poll(), words));
      } else if (word.equals("default")) {
        entries.add(entry(null, words));
      }
    }
    return new Netrc(List.copyOf(entries));
  }

  private static Entry entry(@Nullable String machine, Deque<String> words) {
    String login = null;
    String password = null;
    while (!words.isEmpty() && !words.peek().equals("machine") && !words.peek().equals("default")) {
      switch (words.poll()) {
        case "login" -> login = words.poll();
        case "password" -> password = words.poll();
        case "account" -> words.poll();
        default -> {}
      }
    }
    return new Entry(machine, login, password);
  }

  private static Deque<String> words(String text) {
    Deque<String> words = new ArrayDeque<>();
    boolean macro = false;
    for (String line : text.lines().toList()) {
      macro = line.isBlank() ? false : macro || line.strip().startsWith("macdef");
      if (!macro) {
        addWords(line, words);
      }
    }
    return words;
  }

  private static void addWords(String line, Deque<String> words) {
    Matcher matcher = WORD.matcher(line);
    while (matcher.find()) {
      String quoted = matcher.group(1);
      String word = quoted == null ? matcher.group(2) : quoted.replaceAll("\\\\(.)", "$1");
      boolean secret = "password".equals(words.peekLast()) || "login".equals(words.peekLast());
      if (quoted == null && word.startsWith("#") && !secret) {
        return;
      }
      words.add(word);
    }
  }

  /**
   * The first entry for a host and, when one is given, a user.
   *
   * @return null when there is none
   */
  @Nullable Entry find(String host, @Nullable String user) {
    return entries.stream()
        .filter(e -> e.machine() == null || e.machine().equalsIgnoreCase(host))
        .filter(e -> user == null || e.login() == null || user.equals(e.login()))
        .findFirst()
        .orElse(null);
  }
}
