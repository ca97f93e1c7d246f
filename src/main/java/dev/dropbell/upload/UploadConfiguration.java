package dev.dropbell.upload;

import java.time.InstantSource;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class UploadConfiguration {

  @Bean(initMethod = "prepare")
  UploadStore uploadStore(
      RootProperties root,
      UploadProperties settings,
      Journal journal,
      ApplicationEventPublisher publisher) {
    return new UploadStore(
        root, settings, journal, publisher::publishEvent, InstantSource.system());
  }
}
