package dev.dropbell.testing;

import static org.awaitility.Awaitility.await;

import dev.dropbell.hub.Hub;
import dev.dropbell.hub.Message;
import dev.dropbell.hub.MessageType;
import dev.dropbell.hub.Subscriber;
import dev.dropbell.hub.Topic;
import dev.dropbell.hub.Transport;
import dev.dropbell.hub.UserId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Hears every message about uploads, where the hub hands them to its transports, and keeps them.
 * Safe for concurrent use.
 */
public final class RecordingSubscriber implements Subscriber, Transport<RecordingSubscriber> {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final List<Heard> heard = new CopyOnWriteArrayList<>();

  private RecordingSubscriber() {}

  /**
   * A message about an upload.
   *
   * @param data as clients get it
   */
  public record Heard(MessageType type, String path, JsonNode data) {

    /** Why the upload failed. */
    public String reason() {
      return data.path("reason").asString();
    }
  }

  /** Listens from now on. */
  public static RecordingSubscriber of(RunningService service) {
    RecordingSubscriber subscriber = new RecordingSubscriber();
    service
        .part(Hub.class)
        .open(subscriber)
        .connect(subscriber)
        .join(List.of(Topic.parse("uploads")));
    return subscriber;
  }

  /** What of this type was heard about the file of this path so far. */
  public List<Heard> heard(MessageType type, String path) {
    return heard.stream().filter(h -> h.type() == type && h.path().equals(path)).toList();
  }

  /** The end of the first upload to this path: completed or failed. Waits for it. */
  public Heard awaitEnd(String path) {
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> ends(path), ends -> !ends.isEmpty())
        .getFirst();
  }

  /** The ends of all uploads to this path so far. */
  public List<Heard> ends(String path) {
    return heard.stream().filter(h -> h.path().equals(path) && isEnd(h.type())).toList();
  }

  private static boolean isEnd(MessageType type) {
    return type == MessageType.FILE_UPLOADED || type == MessageType.UPLOAD_FAILED;
  }

  @Override
  public String name() {
    return "recording";
  }

  @Override
  public int deliver(Message message, Collection<RecordingSubscriber> subscribers) {
    JsonNode data = JSON.readTree(message.data());
    heard.add(new Heard(message.type(), data.path("path").asString(), data));
    return 1;
  }

  @Override
  public @Nullable UserId userId() {
    return null;
  }
}
