package dev.dropbell.socketio.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dropbell.socketio.engine.Heartbeat.Due;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a ping is due, and when it is too late. Times in nanoseconds. */
class HeartbeatTest {

  private static final long START = -400;

  private final Heartbeat heartbeat =
      new Heartbeat(Duration.ofNanos(300), Duration.ofNanos(200), START);

  @Test
  void ping_isDueOnceAfterTheInterval() {
    assertThat(heartbeat.check(START + 299)).isEqualTo(Due.NOTHING);
    assertThat(heartbeat.check(START + 300)).isEqualTo(Due.PING);
    assertThat(heartbeat.check(START + 301)).isEqualTo(Due.NOTHING);
  }

  @Test
  void noPong_isDeath() {
    heartbeat.check(START + 300);

    assertThat(heartbeat.check(START + 499)).isEqualTo(Due.NOTHING);
    assertThat(heartbeat.check(START + 500)).isEqualTo(Due.DEAD);
  }

  @Test
  void latePing_givesNoMoreTime() {
    heartbeat.check(START + 400);

    assertThat(heartbeat.isDead(START + 500)).isTrue();
  }

  @Test
  void timerThatNeverRan_isDeathAllTheSame() {
    assertThat(heartbeat.isDead(START + 499)).isFalse();
    assertThat(heartbeat.isDead(START + 500)).isTrue();
  }

  @Test
  void pong_movesTheNextPing() {
    heartbeat.check(START + 300);
    heartbeat.pong(START + 350);

    assertThat(heartbeat.check(START + 649)).isEqualTo(Due.NOTHING);
    assertThat(heartbeat.check(START + 650)).isEqualTo(Due.PING);
  }

  @Test
  void pongUnasked_changesNothing() {
    heartbeat.pong(START + 100);

    assertThat(heartbeat.check(START + 300)).isEqualTo(Due.PING);
  }

  @Test
  void nextCheck_isNeverLaterThanAnythingThatMayBecomeDue() {
    Heartbeat patient = new Heartbeat(Duration.ofNanos(50), Duration.ofNanos(200), START);
    assertThat(patient.nanosToNextCheck(START)).isEqualTo(50);
    assertThat(patient.check(START + 50)).isEqualTo(Due.PING);

    // A pong right now makes a ping due in 50, long before the pong would be overdue.
    assertThat(patient.nanosToNextCheck(START + 50)).isEqualTo(50);
  }
}
