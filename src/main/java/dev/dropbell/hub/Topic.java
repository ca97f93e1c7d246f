package dev.dropbell.hub;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The name that messages are published to and subscribers join. Socket.IO calls it a room.
 *
 * <p>A topic needs no creation: it exists while somebody has joined it. Immutable.
 *
 * @param name slash-separated, without a leading slash in the topics of uploads
 */
public record Topic(String name) {

  /** The longest name that a client may use, in characters. */
  public static final int MAX_LENGTH = 255;

  /** The most topics that one subscriber may have joined at a time. */
  public static final int MAX_PER_SUBSCRIBER = 100;

  private static final String UPLOADS = "uploads";

  /**
   * The topic that a client named.
   *
   * @throws InvalidTopicException when the name is empty, too long, or holds a character other than
   *     a letter, a digit or one of {@code - _ . / :}
   */
  public static Topic parse(String name) {
    if (name.isEmpty()) {
      throw new InvalidTopicException("A topic must not be empty.");
    }
    if (name.length() > MAX_LENGTH) {
      throw new InvalidTopicException(
          "A topic has at most %d characters; this one has %d."
              .formatted(MAX_LENGTH, name.length()));
    }
    if (!name.codePoints().allMatch(Topic::isAllowed)) {
      throw new InvalidTopicException(
          "Topic '%s' holds a character that is not allowed; use letters, digits and - _ . / : only."
              .formatted(printable(name)));
    }
    return new Topic(name);
  }

  /**
   * The topics that clients named, in their order and without repeats.
   *
   * @throws InvalidTopicException when one of them is none, or when there are more than {@link
   *     #MAX_PER_SUBSCRIBER}
   */
  public static List<Topic> parseAll(Collection<String> names) {
    List<Topic> topics = names.stream().map(Topic::parse).distinct().toList();
    checkCount(topics.size());
    return topics;
  }

  /**
   * The topics of an upload, the deepest first: {@code uploads/cams/front}, {@code uploads/cams},
   * {@code uploads}.
   *
   * <p>A directory may hold characters that a client cannot use in a topic; its uploads then reach
   * the subscribers of its parents.
   *
   * @param directory absolute path below the root, such as {@code /cams/front} or {@code /}
   */
  public static List<Topic> ofUploadsTo(String directory) {
    List<Topic> topics = new ArrayList<>();
    for (String path = directory;
        path.length() > 1;
        path = path.substring(0, path.lastIndexOf('/'))) {
      topics.add(new Topic(UPLOADS + path));
    }
    topics.add(new Topic(UPLOADS));
    return List.copyOf(topics);
  }

  static void checkCount(int count) {
    if (count > MAX_PER_SUBSCRIBER) {
      throw new InvalidTopicException(
          "A client may join at most %d topics; this would be %d."
              .formatted(MAX_PER_SUBSCRIBER, count));
    }
  }

  private static boolean isAllowed(int c) {
    return Character.isLetterOrDigit(c) || "-_./:".indexOf(c) >= 0;
  }

  /** What of a refused name may be repeated in an answer or a log line. */
  private static String printable(String name) {
    return name.replaceAll("\\p{C}", "?");
  }

  @Override
  public String toString() {
    return name;
  }
}
