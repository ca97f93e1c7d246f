package dev.dropbell.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** It never claims to know what it has forgotten. */
class RecentTest {

  private final Recent recent = new Recent(10);

  @Test
  void empty_knowsOnlyThatNothingCameBehindItsBeginning() {
    assertThat(recent.reachesBackTo(9)).isFalse();
    assertThat(recent.reachesBackTo(10)).isTrue();
    assertThat(recent.after(10)).isEmpty();
  }

  @Test
  void place_isFollowedByWhatCameBehindIt() {
    recent.add(message(11, 1));
    recent.add(message(14, 1));
    assertThat(positionsAfter(10)).containsExactly(11L, 14L);
    assertThat(positionsAfter(11)).containsExactly(14L);
    assertThat(positionsAfter(14)).isEmpty();
  }

  @Test
  void tooMany_theOldestAreForgotten() {
    for (int position = 11; position <= 2_010; position++) {
      recent.add(message(position, 1));
    }
    assertThat(recent.reachesBackTo(985)).isFalse();
    assertThat(recent.reachesBackTo(986)).isTrue();
    assertThat(positionsAfter(986)).hasSize(1_024).startsWith(987L).endsWith(2_010L);
  }

  @Test
  void tooLarge_isForgottenAtOnce() {
    recent.add(message(11, 1));
    recent.add(message(12, 1_000_000));
    assertThat(recent.reachesBackTo(11)).isFalse();
    assertThat(recent.reachesBackTo(12)).isTrue();
    assertThat(positionsAfter(12)).isEmpty();
  }

  private List<Long> positionsAfter(long position) {
    return recent.after(position).stream().map(m -> m.cursor().position()).toList();
  }

  private static Message message(long position, int chars) {
    return new Message(
        new UUID(0, position),
        new Cursor("test", position),
        MessageType.MESSAGE,
        List.of(new Topic("a")),
        "x".repeat(chars),
        Instant.EPOCH,
        null,
        null);
  }
}
