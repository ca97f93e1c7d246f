package dev.dropbell.security;

import dev.dropbell.listener.BindProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

  @Bean
  ProtectedMode protectedMode(BindProperties bind, Environment settings) {
    return new ProtectedMode(bind, settings);
  }
}
