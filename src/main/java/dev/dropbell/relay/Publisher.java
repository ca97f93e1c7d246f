package dev.dropbell.relay;

import dev.dropbell.hub.Draft;
import dev.dropbell.hub.Hub;
import dev.dropbell.hub.IdempotencyKey;
import dev.dropbell.hub.MessageType;
import dev.dropbell.hub.Topic;
import dev.dropbell.hub.TraceParent;
import dev.dropbell.hub.UuidV7;
import dev.dropbell.json.Json;
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
import org.slf4j.MDC;

/** Turns requests into messages and waits for what becomes of them. Safe for concurrent use. */
final class Publisher {

  private static final Logger log = LoggerFactory.getLogger(Publisher.class);

  /** The name that the Elastic Common Schema has for it. */
  private static final String LOGGED_TRACE = "trace.id";

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
  PublishAnswer publish(PublishRequest request, @Nullable TraceParent trace) {
    try (var _ = logged(trace)) {
      PublishAnswer answer = await(once(request, trace));
      log.debug("published: id={} topic={}", answer.id(), request.topic());
      return answer;
    }
  }

  /** Tells everybody who is connected. */
  AnnounceAnswer announce(AnnounceRequest request, @Nullable TraceParent trace) {
    Instant now = clock.instant();
    Draft draft =
        new Draft(
            UuidV7.at(now),
            MessageType.ANNOUNCEMENT,
            List.of(ANNOUNCEMENTS),
            request.message(),
            now,
            null,
            !MessageType.ANNOUNCEMENT.isLogged(),
            null,
            trace);
    try (var _ = logged(trace)) {
      return new AnnounceAnswer(await(hub.publish(draft)).delivered());
    }
  }

  private CompletableFuture<PublishAnswer> once(
      PublishRequest request, @Nullable TraceParent trace) {
    String text = request.idempotencyKey();
    if (text == null) {
      return send(request, null, trace);
    }
    // A repeat belongs to the same message, whatever trace it comes from.
    IdempotencyKey key = new IdempotencyKey(text, fingerprint(request));
    return keys.once(text, key.fingerprint(), () -> send(request, key, trace));
  }

  private CompletableFuture<PublishAnswer> send(
      PublishRequest request, @Nullable IdempotencyKey key, @Nullable TraceParent trace) {
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
            key,
            trace);
    return hub.publish(draft).thenApply(PublishAnswer::of);
  }

  /** Has this thread's log lines name the trace until it is closed. */
  private static MDC.@Nullable MDCCloseable logged(@Nullable TraceParent trace) {
    return trace == null ? null : MDC.putCloseable(LOGGED_TRACE, trace.traceId());
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
