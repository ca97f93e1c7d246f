package dev.dropbell.relay;

import dev.dropbell.hub.Draft;
import dev.dropbell.hub.Hub;
import dev.dropbell.hub.MessageType;
import dev.dropbell.hub.Topic;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns requests into messages and waits for what becomes of them. Safe for concurrent use. */
final class Publisher {

  private static final Logger log = LoggerFactory.getLogger(Publisher.class);

  private static final long LONGEST_WAIT_SECONDS = 10;
  private static final Topic ANNOUNCEMENTS = Topic.parse("announcements");

  private final Hub hub;
  private final IdempotencyKeys keys;
  private final InstantSource clock;

  Publisher(Hub hub, IdempotencyKeys keys, InstantSource clock) {
    this.hub = hub;
    this.keys = keys;
    this.clock = clock;
  }

  /** Publishes a message, and returns when it was handed to everybody in its topic. */
  PublishAnswer publish(PublishRequest request) {
    String key = request.idempotencyKey();
    return await(
        key == null ? send(request) : keys.once(key, fingerprint(request), () -> send(request)));
  }

  /** Tells everybody who is connected. */
  AnnounceAnswer announce(AnnounceRequest request) {
    Draft draft =
        Draft.of(
            UUID.randomUUID(),
            MessageType.ANNOUNCEMENT,
            List.of(ANNOUNCEMENTS),
            request.message(),
            clock.instant());
    return new AnnounceAnswer(await(hub.publish(draft)).delivered());
  }

  private CompletableFuture<PublishAnswer> send(PublishRequest request) {
    Draft draft =
        new Draft(
            UUID.randomUUID(),
            MessageType.MESSAGE,
            List.of(request.topic()),
            request.message(),
            clock.instant(),
            request.userId(),
            request.ephemeral());
    return hub.publish(draft).thenApply(PublishAnswer::of);
  }

  private static <T> T await(CompletableFuture<T> published) {
    try {
      return published.get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      log.error("publish failed: reason=\"{}\"", String.valueOf(e.getCause()), e);
      throw new PublishFailedException(
          "The message could not be logged, and nobody got it; try again later.", e);
    } catch (TimeoutException e) {
      log.error("publish unanswered: seconds={}", LONGEST_WAIT_SECONDS);
      throw new PublishFailedException(
          "The message is not delivered after %d s, but may still be; try again with an idempotency_key."
              .formatted(LONGEST_WAIT_SECONDS),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PublishFailedException("The server is shutting down; try again.", e);
    }
  }

  /** A digest, so that a key costs little memory however large its message was. */
  private static String fingerprint(PublishRequest request) {
    String user = request.userId() == null ? "" : request.userId().text();
    String all =
        Json.write(List.of(request.topic().name(), request.message(), user, request.ephemeral()));
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
