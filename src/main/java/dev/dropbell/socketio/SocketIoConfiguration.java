package dev.dropbell.socketio;

import dev.dropbell.hub.Hub;
import dev.dropbell.listener.BindProperties;
import dev.dropbell.listener.ListenerLifecycle;
import dev.dropbell.listener.ServerTls;
import dev.dropbell.security.AllowedOrigins;
import dev.dropbell.security.Tokens;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SocketIoConfiguration {

  @Bean
  ListenerLifecycle socketIoLifecycle(
      SocketIoProperties properties,
      BindProperties bind,
      AllowedOrigins origins,
      Tokens tokens,
      Hub hub,
      SslBundles bundles) {
    return new ListenerLifecycle(
        new SocketIoListener(
            properties,
            bind.bindAddress(),
            origins,
            new TokenAdmission(tokens),
            hub,
            ServerTls.of(bundles, properties.ssl().bundle())));
  }
}
