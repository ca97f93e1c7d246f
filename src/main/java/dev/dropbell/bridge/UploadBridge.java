package dev.dropbell.bridge;

import dev.dropbell.hub.Appended;
import dev.dropbell.hub.Draft;
import dev.dropbell.hub.EventLog;
import dev.dropbell.hub.EventLogException;
import dev.dropbell.hub.Hub;
import dev.dropbell.hub.MessageType;
import dev.dropbell.hub.Topic;
import dev.dropbell.upload.FilePath;
import dev.dropbell.upload.Journal;
import dev.dropbell.upload.UploadEvent;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the completion of an upload, and delivers it when the file is in its place. Thread-safe.
 *
 * <p>A completed upload comes twice: first to the {@link Journal}, before its file appears, then as
 * an event, when it has. In between its message has a place in the order and holds back what is
 * behind.
 */
final class UploadBridge implements Journal {

  private static final Logger log = LoggerFactory.getLogger(UploadBridge.class);

  /** An fsync takes some milliseconds; a second is felt, ten are a fault. */
  private static final Duration[] LAG_BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(10)
  };

  private final Hub hub;
  private final EventLog eventLog;
  private final UploadJson json;

  /** Logged, and not yet delivered. */
  private final Map<UUID, Appended> waiting = new ConcurrentHashMap<>();

  /** From the last byte to the last subscriber. */
  private final Timer lag;

  UploadBridge(Hub hub, EventLog eventLog, UploadJson json, MeterRegistry registry) {
    this.hub = hub;
    this.eventLog = eventLog;
    this.json = json;
    this.lag =
        Timer.builder("dropbell.delivery.lag")
            .description("From the last byte of an upload until every subscriber was handed it")
            .serviceLevelObjectives(LAG_BUCKETS)
            .register(registry);
  }

  @Override
  public void append(UploadEvent.Completed upload) throws IOException {
    try {
      Appended appended =
          hub.append(
                  Draft.of(
                      upload.id(),
                      MessageType.FILE_UPLOADED,
                      topics(upload),
                      json.completed(upload),
                      upload.at()))
              .join();
      waiting.put(upload.id(), appended);
    } catch (CompletionException e) {
      throw new IOException("the event log refused the upload: " + e.getCause(), e.getCause());
    }
  }

  @Override
  public Optional<FilePath> find(UUID uploadId) {
    return eventLog.dataOf(uploadId).map(json::path);
  }

  @Override
  public void withdraw(UUID uploadId) {
    Appended appended = waiting.remove(uploadId);
    try {
      // Before the others may go on: then the log is read up to here, and it must not be found.
      eventLog.remove(uploadId);
    } catch (EventLogException e) {
      log.error("the log holds an upload whose file is not there: id={}", uploadId, e);
    } finally {
      if (appended != null) {
        appended.withdraw();
      }
    }
  }

  void onEvent(UploadEvent event) {
    switch (event) {
      case UploadEvent.Started started ->
          ring(started, MessageType.UPLOAD_STARTED, () -> json.started(started));
      case UploadEvent.Progressed progressed ->
          ring(progressed, MessageType.UPLOAD_PROGRESS, () -> json.progressed(progressed));
      case UploadEvent.Failed failed ->
          ring(failed, MessageType.UPLOAD_FAILED, () -> json.failed(failed));
      case UploadEvent.Completed completed -> deliver(completed);
    }
  }

  /**
   * Such a message is not logged: it is for those who listen now, and nothing can go wrong with it.
   */
  private void ring(UploadEvent event, MessageType type, Supplier<String> data) {
    List<Topic> topics = topics(event);
    if (hub.isHeard(topics)) {
      var _ = hub.publish(Draft.of(event.id(), type, topics, data.get(), event.at()));
    }
  }

  private void deliver(UploadEvent.Completed upload) {
    Appended appended = waiting.remove(upload.id());
    if (appended != null) {
      var _ =
          appended
              .release()
              .thenRun(() -> lag.record(Duration.between(upload.receivedAt(), Instant.now())));
    }
  }

  private static List<Topic> topics(UploadEvent event) {
    return Topic.ofUploadsTo(event.path().directory().value());
  }
}
