package dev.dropbell.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetriesTest {

  private final Retries retries = new Retries(10, Duration.ofSeconds(1), Duration.ofSeconds(30));

  @Test
  void pauses_doubleUpToTheCap_lessUpToAHalf() {
    Random random = new Random(1);
    long[] longest = {1000, 2000, 4000, 8000, 16_000, 30_000, 30_000};
    for (int failures = 1; failures <= longest.length; failures++) {
      for (int i = 0; i < 200; i++) {
        assertThat(retries.pause(failures, random).toMillis())
            .isBetween(longest[failures - 1] / 2, longest[failures - 1]);
      }
    }
  }

  @Test
  void pauses_ofTwoClients_differ() {
    assertThat(retries.pause(5, new Random(1))).isNotEqualTo(retries.pause(5, new Random(2)));
  }

  @Test
  void pause_afterVeryManyFailures_isTheCapAtMost() {
    assertThat(retries.pause(Integer.MAX_VALUE, new Random()).toMillis())
        .isBetween(15_000L, 30_000L);
  }

  @Test
  void negativeRetries_areRefusedByValue() {
    assertThatThrownBy(() -> Retries.of(-1)).hasMessageContaining("-1");
  }
}
