package dev.dropbell.tcp;

import dev.dropbell.hub.Hub;
import dev.dropbell.listener.BindProperties;
import dev.dropbell.listener.ListenerLifecycle;
import dev.dropbell.listener.ServerTls;
import dev.dropbell.security.Tokens;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TcpConfiguration {

  @Bean
  ListenerLifecycle tcpListener(
      TcpProperties settings, BindProperties bind, Hub hub, Tokens tokens, SslBundles bundles) {
    Commands commands = new Commands(hub, InstantSource.system());
    ServerTls tls = ServerTls.of(bundles, settings.ssl().bundle());
    return new ListenerLifecycle(
        TcpListener.frames(
            bind.bindAddress(), settings, new FrameProtocol(settings, hub, commands, tokens, tls)));
  }

  /** Null, and no bean, when it is off. */
  @Bean
  @Nullable ListenerLifecycle echoListener(TcpProperties settings, BindProperties bind) {
    return settings.hasEcho()
        ? new ListenerLifecycle(TcpListener.echo(bind.bindAddress(), settings))
        : null;
  }
}
