package dev.dropbell.hub;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last few messages that were delivered, from which a subscriber that has nearly caught up gets
 * the rest: what came between its last look at the log and its turn on the delivery thread.
 *
 * <p>Small enough to be sent to a client at once, whatever may wait for it. Confined to the
 * delivery thread.
 */
final class Recent {

  private static final int MAX_COUNT = 1_024;
  private static final int MAX_CHARS = 64 * 1024;

  private final Deque<Message> messages = new ArrayDeque<>();
  private int chars;

  /** The newest position that is forgotten. */
  private long floor;

  /** Begins empty behind this position. */
  Recent(long position) {
    floor = position;
  }

  void add(Message message) {
    messages.add(message);
    chars += message.data().length();
    while (messages.size() > MAX_COUNT || chars > MAX_CHARS) {
      Message oldest = messages.remove();
      chars -= oldest.data().length();
      floor = oldest.cursor().position();
    }
  }

  /** Whether everything behind this position is still known. */
  boolean reachesBackTo(long position) {
    return position >= floor;
  }

  /** What is known behind this position, the oldest first. */
  List<Message> after(long position) {
    return messages.stream().filter(m -> m.cursor().position() > position).toList();
  }
}
