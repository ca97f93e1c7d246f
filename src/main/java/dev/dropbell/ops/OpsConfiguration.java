package dev.dropbell.ops;

import static java.util.Objects.requireNonNull;

import dev.dropbell.listener.ListenerLifecycle;
import java.util.List;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class OpsConfiguration {

  @Bean
  BoundPorts boundPorts(List<ListenerLifecycle> listeners, WebServerApplicationContext web) {
    return new BoundPorts(listeners, () -> requireNonNull(web.getWebServer()).getPort());
  }

  @Bean
  InfoContributor portsInfo(BoundPorts ports) {
    return info -> info.withDetail("ports", ports.byName());
  }
}
