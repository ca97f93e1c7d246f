package dev.dropbell.upload;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
class UploadConfiguration {

  @Bean(initMethod = "prepare")
  UploadStore uploadStore(
      RootProperties root,
      UploadProperties settings,
      Journal journal,
      ApplicationEventPublisher publisher,
      MeterRegistry registry) {
    return new UploadStore(
        root, settings, journal, publisher::publishEvent, InstantSource.system(), registry);
  }

  @Bean
  PartialsExpiry partialsExpiry(UploadStore store) {
    return new PartialsExpiry(store);
  }

  /** Clears away, now and then, partial uploads that nobody has resumed. */
  static final class PartialsExpiry {

    private final UploadStore store;

    PartialsExpiry(UploadStore store) {
      this.store = store;
    }

    @Scheduled(fixedDelay = 1, timeUnit = TimeUnit.MINUTES)
    void expire() {
      store.expirePartials();
    }
  }
}
