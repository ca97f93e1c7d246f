package dev.dropbell.ops;

import dev.dropbell.hub.EventLog;
import dev.dropbell.hub.EventLogException;
import java.util.UUID;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Up while the event log takes changes. It sends one that changes nothing the way that every append
 * goes, through the writer to a commit; without that way no upload completes.
 */
final class LogHealthIndicator implements HealthIndicator {

  /** No message has it. */
  private static final UUID NOBODY = new UUID(0, 0);

  private final EventLog eventLog;

  LogHealthIndicator(EventLog eventLog) {
    this.eventLog = eventLog;
  }

  @Override
  public Health health() {
    try {
      eventLog.remove(NOBODY);
      return Health.up().build();
    } catch (EventLogException e) {
      return Health.down(e).build();
    }
  }
}
