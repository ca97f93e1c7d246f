package dev.dropbell.tcp;

import dev.dropbell.hub.Hub;
import dev.dropbell.listener.BindProperties;
import dev.dropbell.listener.ListenerLifecycle;
import dev.dropbell.security.Tokens;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TcpConfiguration {

  @Bean
  ListenerLifecycle tcpListener(
      TcpProperties settings, BindProperties bind, Hub hub, Tokens tokens) {
    Commands commands = new Commands(hub, InstantSource.system());
    return new ListenerLifecycle(
        new FrameListener(bind.bindAddress(), new FrameService(settings, hub, commands, tokens)));
  }
}
