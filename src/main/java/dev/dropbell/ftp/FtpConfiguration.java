package dev.dropbell.ftp;

import dev.dropbell.listener.BindProperties;
import dev.dropbell.listener.ListenerLifecycle;
import dev.dropbell.upload.UploadStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class FtpConfiguration {

  @Bean
  FtpUsers ftpUsers(FtpProperties settings) {
    return new FtpUsers(settings);
  }

  @Bean
  ListenerLifecycle ftpListener(
      FtpProperties settings,
      BindProperties bind,
      FtpUsers users,
      UploadStore store,
      MeterRegistry meters)
      throws IOException {
    for (FtpUser user : users.all()) {
      store.makeDirectory(user.home());
    }
    return new ListenerLifecycle(
        new FtpListener(settings, bind.bindAddress(), users, store, meters));
  }
}
