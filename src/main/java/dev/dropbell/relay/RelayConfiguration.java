package dev.dropbell.relay;

import dev.dropbell.hub.EventLog;
import dev.dropbell.hub.Hub;
import dev.dropbell.hub.IdempotencyKey;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RelayConfiguration {

  private static final int MAX_IDEMPOTENCY_KEYS = 100_000;

  /** An estimate: on two cores a second thread gained nothing; larger machines are not measured. */
  private static final int MAX_SENDER_THREADS = 4;

  @Bean
  Registrations registrations(RelayProperties properties) {
    return new Registrations(
        InstantSource.system(),
        properties.registrationExpiry(),
        properties.reconnectGrace(),
        properties.maxRegistrations());
  }

  @Bean(destroyMethod = "")
  Sender webSocketSender() {
    int threads = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, MAX_SENDER_THREADS);
    return new Sender(threads);
  }

  @Bean
  WebSockets webSockets(
      Hub hub, Registrations registrations, Sender sender, RelayProperties properties) {
    return new WebSockets(hub, registrations, sender, properties);
  }

  @Bean
  Housekeeping relayHousekeeping(WebSockets webSockets, Sender sender) {
    return new Housekeeping(webSockets, sender);
  }

  @Bean
  Publisher publisher(Hub hub, EventLog eventLog) {
    InstantSource clock = InstantSource.system();
    IdempotencyKeys keys = new IdempotencyKeys(clock, MAX_IDEMPOTENCY_KEYS);
    keys.learn(eventLog.keyed(clock.instant().minus(IdempotencyKey.KEPT)));
    return new Publisher(hub, keys, clock);
  }
}
