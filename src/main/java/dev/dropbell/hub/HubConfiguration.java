package dev.dropbell.hub;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class HubConfiguration {

  @Bean
  Hub hub(EventLog eventLog, MeterRegistry registry) {
    return new Hub(eventLog, registry);
  }
}
