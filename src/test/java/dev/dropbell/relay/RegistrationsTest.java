package dev.dropbell.relay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dropbell.hub.Cursor;
import dev.dropbell.hub.Topic;
import dev.dropbell.hub.UserId;
import dev.dropbell.security.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How long a registration lives, and who holds it. */
class RegistrationsTest {

  private static final Duration EXPIRY = Duration.ofMinutes(5);
  private static final Duration GRACE = Duration.ofMinutes(2);
  private static final Duration MOMENT = Duration.ofMillis(1);

  private static final Cursor PLACE = new Cursor("test", 7);

  private final TestClock clock = new TestClock();
  private final Registrations registrations = new Registrations(clock, EXPIRY, GRACE, 3);

  @Test
  void id_is32HexDigits_andEachTimeAnother() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      String id = register().id();
      assertThat(id).matches("[0-9a-f]{32}");
      ids.add(id);
    }
    assertThat(ids).hasSize(3);
  }

  @Test
  void unconnected_expires() {
    Registration registration = register();
    clock.advance(EXPIRY.minus(MOMENT));
    assertThat(registrations.find(registration.id())).isSameAs(registration);
    clock.advance(MOMENT);
    assertThat(registrations.find(registration.id())).isNull();
    assertThat(registrations.remove(registration.id())).isNull();
    registrations.expire();
    assertThat(registrations.size()).isZero();
  }

  @Test
  void connected_staysForEver() {
    Registration registration = register();
    registrations.attach(registration, new RecordingLink());
    clock.advance(EXPIRY.multipliedBy(1000));
    registrations.expire();
    assertThat(registrations.find(registration.id())).isSameAs(registration);
  }

  @Test
  void lostConnection_leavesTheGraceTime() {
    Registration registration = register();
    Link link = new RecordingLink();
    registrations.attach(registration, link);
    clock.advance(EXPIRY);
    registrations.detach(registration, link, PLACE);
    clock.advance(GRACE.minus(MOMENT));
    assertThat(registrations.lossOf(registration)).isEqualTo(PLACE);
    assertThat(registrations.attach(registration, link)).isTrue();
    assertThat(registrations.lossOf(registration)).isNull();
    registrations.detach(registration, link, PLACE);
    clock.advance(GRACE);
    assertThat(registrations.attach(registration, link)).isFalse();
  }

  @Test
  void newerConnection_takesOver_andTheOlderOnesEndChangesNothing() {
    Registration registration = register();
    RecordingLink older = new RecordingLink();
    RecordingLink newer = new RecordingLink();
    registrations.attach(registration, older);
    registrations.attach(registration, newer);
    assertThat(older.closed).containsExactly(CloseStatus.REPLACED);
    registrations.detach(registration, older, PLACE);
    clock.advance(EXPIRY);
    assertThat(registrations.find(registration.id())).isNotNull();
    assertThat(newer.closed).isEmpty();
  }

  @Test
  void remove_closesTheConnection() {
    Registration registration = register();
    RecordingLink link = new RecordingLink();
    registrations.attach(registration, link);
    assertThat(registrations.remove(registration.id())).isSameAs(registration);
    assertThat(link.closed).containsExactly(CloseStatus.DELETED);
    assertThat(registrations.find(registration.id())).isNull();
  }

  @Test
  void limit_refusesOneMore_untilOneExpires() {
    register();
    register();
    register();
    assertThatThrownBy(this::register)
        .isInstanceOf(TooManyRegistrationsException.class)
        .hasMessageContaining("dropbell.relay.max-registrations");
    clock.advance(EXPIRY);
    assertThat(requireNonNull(registrations.find(register().id())).topics())
        .containsExactly(Topic.parse("cats"));
  }

  private Registration register() {
    return registrations.register(UserId.of(1), List.of(Topic.parse("cats")), Caller.anybody());
  }

  private static final class RecordingLink implements Link {

    final List<CloseStatus> closed = new ArrayList<>();

    @Override
    public void close(CloseStatus status) {
      closed.add(status);
    }
  }
}
