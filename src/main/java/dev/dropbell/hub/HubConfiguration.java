package dev.dropbell.hub;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class HubConfiguration {

  @Bean
  Hub hub(EventLog eventLog) {
    return new Hub(eventLog);
  }
}
