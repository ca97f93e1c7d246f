package dev.dropbell.ftp;

import dev.dropbell.listener.BindProperties;
import dev.dropbell.listener.ListenerLifecycle;
import dev.dropbell.upload.UploadProperties;
import dev.dropbell.upload.UploadStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.InstantSource;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class FtpConfiguration {

  @Bean
  FtpUsers ftpUsers(FtpProperties settings, UploadProperties uploads) {
    LoginGuard guard =
        new LoginGuard(settings.lockoutAfter(), settings.lockoutTime(), InstantSource.system());
    return new FtpUsers(settings, uploads.limits(), guard);
  }

  @Bean
  ListenerLifecycle ftpListener(
      FtpProperties settings,
      BindProperties bind,
      FtpUsers users,
      UploadStore store,
      SslBundles bundles,
      MeterRegistry meters)
      throws IOException {
    for (FtpUser user : users.all()) {
      store.makeDirectory(user.home());
    }
    String bundle = settings.ssl().bundle();
    BundleSsl ssl = bundle.isEmpty() ? null : new BundleSsl(bundles, bundle);
    return new ListenerLifecycle(
        new FtpListener(settings, bind.bindAddress(), users, store, ssl, meters));
  }
}
