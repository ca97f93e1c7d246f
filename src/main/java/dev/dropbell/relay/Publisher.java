package dev.dropbell.relay;

import dev.dropbell.hub.Draft;
import dev.dropbell.hub.Hub;
import dev.dropbell.hub.IdempotencyKey;
import dev.dropbell.hub.MessageType;
import dev.dropbell.hub.Topic;
import dev.dropbell.hub.UuidV7;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
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
    String text = request.idempotencyKey();
    if (text == null) {
      return await(send(request, null));
    }
    IdempotencyKey key = new IdempotencyKey(text, fingerprint(request));
    return await(keys.once(text, key.fingerprint(), () -> send(request, key)));
  }

  /** Tells everybody who is connected. */
  AnnounceAnswer announce(AnnounceRequest request) {
    Draft draft =
        Draft.of(
            UuidV7.at(clock.instant()),
            MessageType.ANNOUNCEMENT,
            List.of(ANNOUNCEMENTS),
            request.message(),
            clock.instant());
    return new AnnounceAnswer(await(hub.publish(draft)).delivered());
  }

  private CompletableFuture<PublishAnswer> send(
      PublishRequest request, @Nullable IdempotencyKey key) {
    Instant now = clock.instant();
    Draft draft =
        new Draft(
            UuidV7.at(now),
            MessageType.MESSAGE,
            List.of(request.topic()),
            request.message(),
            now,
            request.userId(),
            request.ephemeral(),
            key);
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
