package dev.dropbell.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A repeat publishes nothing, as long as the key is remembered. */
class IdempotencyKeysTest {

  private final TestClock clock = new TestClock();
  private final IdempotencyKeys keys = new IdempotencyKeys(clock, 2);
  private int published;

  @Test
  void repeat_getsTheSameAnswer() {
    PublishAnswer first = publish("k", "a");
    assertThat(publish("k", "a")).isSameAs(first);
    assertThat(published).isEqualTo(1);
  }

  @Test
  void repeat_withAnotherMessage_isRefused() {
    publish("k", "a");
    assertThatThrownBy(() -> publish("k", "b")).isInstanceOf(IdempotencyConflictException.class);
    assertThat(published).isEqualTo(1);
  }

  @Test
  void key_isForgottenAfterFiveMinutes() {
    publish("k", "a");
    clock.advance(Duration.ofMinutes(5).minusMillis(1));
    publish("k", "a");
    assertThat(published).isEqualTo(1);
    clock.advance(Duration.ofMillis(1));
    publish("k", "b");
    assertThat(published).isEqualTo(2);
  }

  @Test
  void oldestKey_isForgotten_whenThereAreTooMany() {
    publish("1", "a");
    publish("2", "a");
    publish("3", "a");
    publish("3", "a");
    assertThat(published).isEqualTo(3);
    publish("1", "a");
    assertThat(published).isEqualTo(4);
  }

  @Test
  void failure_isForgotten() {
    CompletableFuture<PublishAnswer> failing = new CompletableFuture<>();
    CompletableFuture<PublishAnswer> first = keys.once("k", "a", () -> failing);
    failing.completeExceptionally(new IllegalStateException("log is full"));
    assertThat(first).isCompletedExceptionally();
    publish("k", "b");
    assertThat(published).isEqualTo(1);
  }

  private PublishAnswer publish(String key, String fingerprint) {
    return keys.once(
            key,
            fingerprint,
            () -> {
              published++;
              return CompletableFuture.completedFuture(new PublishAnswer("id", "e:1", published));
            })
        .join();
  }
}
