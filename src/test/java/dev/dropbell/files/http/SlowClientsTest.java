package dev.dropbell.files.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.files.http.Connection.Wait;
import dev.dropbell.files.http.SlowClients.Verdict;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** A second goes by at each look. */
class SlowClientsTest {

  private static final HttpProperties limits =
      new HttpProperties(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          DataSize.ofKilobytes(4),
          15_000);

  private static final int NEVER = 1000;

  private final SlowClients client = new SlowClients();

  @Test
  void header_hasADeadline() {
    assertThat(secondsUntil(Verdict.HEADER_LATE, Wait.HEADER, 1, 0)).isEqualTo(11);
  }

  @Test
  void body_hasMoreTimeTheMoreOfItComes() {
    assertThat(secondsUntil(Verdict.BODY_LATE, Wait.BODY, 0, 0)).isEqualTo(31);
    assertThat(secondsUntil(Verdict.BODY_LATE, Wait.BODY, 2048, 0)).isEqualTo(61);
    assertThat(secondsUntil(Verdict.BODY_LATE, Wait.BODY, 4096, 0)).isEqualTo(NEVER);
  }

  @Test
  void answer_mustMakeProgress() {
    assertThat(secondsUntil(Verdict.NO_PROGRESS, Wait.WRITE, 0, 0)).isEqualTo(11);
    assertThat(secondsUntil(Verdict.NO_PROGRESS, Wait.WRITE, 0, 4097)).isEqualTo(NEVER);
  }

  @Test
  void answer_mustKeepTheRate() {
    assertThat(secondsUntil(Verdict.TOO_SLOW, Wait.WRITE, 0, 4000)).isEqualTo(20);
    assertThat(secondsUntil(Verdict.TOO_SLOW, Wait.WRITE, 0, 4096)).isEqualTo(NEVER);
  }

  @Test
  void burstAtFirst_buysNoTimeLater() {
    long second = Duration.ofSeconds(1).toNanos();
    Verdict verdict = null;
    int seconds = 0;
    for (; verdict == null && seconds < NEVER; seconds++) {
      verdict = client.judge(limits, Wait.WRITE, seconds * second, 0, 0, 3_000_000 + seconds);
    }
    assertThat(verdict).isEqualTo(Verdict.TOO_SLOW);
    assertThat(seconds).isEqualTo(21);
  }

  @Test
  void rest_isNoSlowness() {
    long second = Duration.ofSeconds(1).toNanos();
    for (int seconds = 0; seconds < 100; seconds++) {
      Wait wait = seconds % 8 == 7 ? Wait.NOTHING : Wait.WRITE;
      assertThat(client.judge(limits, wait, seconds * second, 0, 0, seconds / 8)).isNull();
    }
  }

  private int secondsUntil(Verdict expected, Wait wait, long receivedEach, long sentEach) {
    SlowClients fresh = new SlowClients();
    for (int seconds = 0; seconds < NEVER; seconds++) {
      @Nullable Verdict verdict =
          fresh.judge(
              limits,
              wait,
              Duration.ofSeconds(seconds).toNanos(),
              0,
              seconds * receivedEach,
              seconds * sentEach);
      if (verdict != null) {
        assertThat(verdict).isEqualTo(expected);
        return seconds;
      }
    }
    return NEVER;
  }
}
